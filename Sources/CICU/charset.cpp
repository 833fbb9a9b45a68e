#include "CICU.h"

#include <cstdlib>
#include <string>
#include <unicode/normalizer2.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <unicode/udata.h>
#include <vector>

static void count_and_replace(
    const void *context, UConverterToUnicodeArgs *args, const char *units, int32_t length,
    UConverterCallbackReason reason, UErrorCode *error) {
  if (reason <= UCNV_IRREGULAR) ++*static_cast<int64_t *>(const_cast<void *>(context));
  UCNV_TO_U_CALLBACK_SUBSTITUTE(nullptr, args, units, length, reason, error);
}

int postern_icu_decode(const char *name, const uint8_t *source, int64_t length, postern_icu_text *out) {
  *out = {};
  UErrorCode error = U_ZERO_ERROR;
  UConverter *from = ucnv_open(name, &error);
  if (U_FAILURE(error)) return error;
  UConverter *to = ucnv_open("UTF-8", &error);
  if (U_FAILURE(error)) {
    ucnv_close(from);
    return error;
  }
  ucnv_setToUCallBack(from, count_and_replace, &out->malformed, nullptr, nullptr, &error);

  const char *next = reinterpret_cast<const char *>(source);
  const char *end = next + length;
  std::vector<UChar> pivot(4096);
  UChar *pivot_from = pivot.data(), *pivot_to = pivot.data();
  size_t capacity = static_cast<size_t>(length) + static_cast<size_t>(length) / 2 + 64;
  uint8_t *bytes = static_cast<uint8_t *>(malloc(capacity));
  size_t done = 0;
  bool first = true;
  while (bytes != nullptr && U_SUCCESS(error)) {
    char *target = reinterpret_cast<char *>(bytes) + done;
    ucnv_convertEx(
        to, from, &target, reinterpret_cast<char *>(bytes) + capacity, &next, end, pivot.data(), &pivot_from,
        &pivot_to, pivot.data() + pivot.size(), first, 1, &error);
    first = false;
    done = static_cast<size_t>(target - reinterpret_cast<char *>(bytes));
    if (error != U_BUFFER_OVERFLOW_ERROR) break;
    error = U_ZERO_ERROR;
    capacity *= 2;
    uint8_t *larger = static_cast<uint8_t *>(realloc(bytes, capacity));
    if (larger == nullptr) {
      free(bytes);
      bytes = nullptr;
    } else {
      bytes = larger;
    }
  }
  ucnv_close(from);
  ucnv_close(to);
  if (bytes == nullptr) return U_MEMORY_ALLOCATION_ERROR;
  out->bytes = bytes;
  out->length = static_cast<int64_t>(done);
  if (U_FAILURE(error)) {
    postern_icu_release(out);
    return error;
  }
  return U_ZERO_ERROR;
}

int postern_icu_knows_charset(const char *name) {
  UErrorCode error = U_ZERO_ERROR;
  return ucnv_countAliases(name, &error) > 0 && U_SUCCESS(error) ? 1 : 0;
}

int32_t postern_icu_charset_count(void) { return ucnv_countAvailable(); }

const char *postern_icu_charset_name(int32_t index) { return ucnv_getAvailableName(index); }

int postern_icu_load(void) {
  UErrorCode error = U_ZERO_ERROR;
  udata_setFileAccess(UDATA_NO_FILES, &error);
  if (U_FAILURE(error)) return error;
  const uint8_t word[] = {'A', 0xC3, 0xA9, 0xD0, 0x90};
  postern_icu_text text;
  int failed = postern_icu_casefold(word, sizeof word, &text);
  postern_icu_release(&text);
  if (failed) return failed;
  failed = postern_icu_strip_marks(word, sizeof word, &text);
  postern_icu_release(&text);
  if (failed) return failed;
  failed = postern_icu_skeleton(word, sizeof word, &text);
  postern_icu_release(&text);
  return failed;
}
