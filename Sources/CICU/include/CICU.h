#ifndef POSTERN_CICU_H
#define POSTERN_CICU_H
// ICU behind plain integers: its own headers clash with Foundation's copy of ICU in one module.
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes that ICU made, and how they map to the input. Give back with `postern_icu_release`.
typedef struct {
  uint8_t *_Nullable bytes;
  int64_t length;
  /// Runs in order, three numbers each: bytes of input, bytes of output, 1 when the run was changed.
  int32_t *_Nullable runs;
  int64_t run_count;
  /// Malformed sequences that were replaced by U+FFFD.
  int64_t malformed;
} postern_icu_text;

/// Finds ICU's data inside the library, reads no file from here on, and loads what the functions below use.
/// Returns 0, or ICU's error code.
int postern_icu_load(void);

/// NFKC_Casefold (Unicode Standard §3.13, D147) of well-formed UTF-8. Returns 0, or ICU's error code.
int postern_icu_casefold(const uint8_t *_Nullable source, int32_t length, postern_icu_text *_Nonnull out);

/// NFD of well-formed UTF-8 without nonspacing marks (General_Category=Mn). Returns 0, or ICU's error code.
int postern_icu_strip_marks(const uint8_t *_Nullable source, int32_t length, postern_icu_text *_Nonnull out);

/// The skeleton after UTS #39 §4 of well-formed UTF-8. Returns 0, or ICU's error code.
int postern_icu_skeleton(const uint8_t *_Nullable source, int32_t length, postern_icu_text *_Nonnull out);

/// 1 when letters of more than one script stand in well-formed UTF-8 (Common and Inherited count for none).
int postern_icu_mixed_scripts(const uint8_t *_Nullable source, int32_t length);

/// Decodes the whole of `source` from a charset that ICU knows by `name` into UTF-8.
/// Returns 0, or ICU's error code; 4 (U_FILE_ACCESS_ERROR) when the name is unknown.
int postern_icu_decode(
    const char *_Nonnull name, const uint8_t *_Nullable source, int64_t length, postern_icu_text *_Nonnull out);

/// 1 when ICU has a converter of this name or alias.
int postern_icu_knows_charset(const char *_Nonnull name);

/// The number of converters, and the canonical name of each.
int32_t postern_icu_charset_count(void);
const char *_Nullable postern_icu_charset_name(int32_t index);

void postern_icu_release(postern_icu_text *_Nonnull text);

#ifdef __cplusplus
}
#endif
#endif
