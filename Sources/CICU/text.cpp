#include "CICU.h"

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <unicode/bytestream.h>
#include <unicode/edits.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/utf8.h>

using icu::Normalizer2;

static int keep(const std::string &made, postern_icu_text *out) {
  out->length = static_cast<int64_t>(made.size());
  out->bytes = static_cast<uint8_t *>(malloc(made.size() + 1));
  if (out->bytes == nullptr) return U_MEMORY_ALLOCATION_ERROR;
  memcpy(out->bytes, made.data(), made.size());
  return U_ZERO_ERROR;
}

static int keep(icu::Edits &edits, postern_icu_text *out) {
  UErrorCode error = U_ZERO_ERROR;
  int64_t count = 0;
  for (auto each = edits.getFineIterator(); each.next(error);) count++;
  out->runs = static_cast<int32_t *>(malloc(sizeof(int32_t) * 3 * (count + 1)));
  if (out->runs == nullptr) return U_MEMORY_ALLOCATION_ERROR;
  for (auto each = edits.getFineIterator(); each.next(error) && out->run_count < count; out->run_count++) {
    int32_t *run = out->runs + 3 * out->run_count;
    run[0] = each.oldLength();
    run[1] = each.newLength();
    run[2] = each.hasChange() ? 1 : 0;
  }
  return error;
}

int postern_icu_casefold(const uint8_t *source, int32_t length, postern_icu_text *out) {
  *out = {};
  UErrorCode error = U_ZERO_ERROR;
  const Normalizer2 *form = Normalizer2::getNFKCCasefoldInstance(error);
  if (U_FAILURE(error)) return error;
  std::string made;
  made.reserve(static_cast<size_t>(length) + 16);
  icu::StringByteSink<std::string> sink(&made);
  icu::Edits edits;
  form->normalizeUTF8(0, icu::StringPiece(reinterpret_cast<const char *>(source), length), sink, &edits, error);
  if (U_FAILURE(error)) return error;
  if (int failed = keep(made, out)) return failed;
  return keep(edits, out);
}

int postern_icu_strip_marks(const uint8_t *source, int32_t length, postern_icu_text *out) {
  *out = {};
  UErrorCode error = U_ZERO_ERROR;
  const Normalizer2 *form = Normalizer2::getNFDInstance(error);
  if (U_FAILURE(error)) return error;
  icu::UnicodeString text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(reinterpret_cast<const char *>(source), length));
  icu::UnicodeString apart = form->normalize(text, error);
  if (U_FAILURE(error)) return error;
  icu::UnicodeString bare;
  for (int32_t i = 0; i < apart.length();) {
    UChar32 c = apart.char32At(i);
    i += U16_LENGTH(c);
    if (u_charType(c) != U_NON_SPACING_MARK) bare.append(c);
  }
  std::string made;
  bare.toUTF8String(made);
  return keep(made, out);
}

static const USpoofChecker *checker() {
  static const USpoofChecker *one = [] {
    UErrorCode error = U_ZERO_ERROR;
    USpoofChecker *made = uspoof_open(&error);
    return U_FAILURE(error) ? nullptr : made;
  }();
  return one;
}

int postern_icu_skeleton(const uint8_t *source, int32_t length, postern_icu_text *out) {
  *out = {};
  if (checker() == nullptr) return U_FILE_ACCESS_ERROR;
  UErrorCode error = U_ZERO_ERROR;
  const char *text = reinterpret_cast<const char *>(source);
  int32_t size = uspoof_getSkeletonUTF8(checker(), 0, text, length, nullptr, 0, &error);
  if (error != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(error)) return error;
  error = U_ZERO_ERROR;
  std::string made(static_cast<size_t>(size) + 1, '\0');
  size = uspoof_getSkeletonUTF8(checker(), 0, text, length, &made[0], size + 1, &error);
  if (U_FAILURE(error)) return error;
  made.resize(static_cast<size_t>(size));
  return keep(made, out);
}

int postern_icu_mixed_scripts(const uint8_t *source, int32_t length) {
  int32_t first = -1;
  for (int32_t i = 0; i < length;) {
    UChar32 c;
    U8_NEXT(source, i, length, c);
    if (c < 0 || !u_isalpha(c)) continue;
    UErrorCode error = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript(c, &error);
    if (U_FAILURE(error) || script == USCRIPT_COMMON || script == USCRIPT_INHERITED) continue;
    if (first >= 0 && first != script) return 1;
    first = script;
  }
  return 0;
}

void postern_icu_release(postern_icu_text *text) {
  free(text->bytes);
  free(text->runs);
  *text = {};
}
