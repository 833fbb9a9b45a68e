#ifndef POSTERN_PHONE_H
#define POSTERN_PHONE_H
// Whether digits can be a telephone number somewhere in the world, and of what kind, by libphonenumber's numbering plans.
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Loads the numbering plans, which takes some milliseconds, so that no message waits for them.
void postern_phone_prepare(void);

/// Whether a number has a country code that exists, and as many digits as numbers there have.
/// `text` is UTF-8, with "+" and country code, or as it is dialled within `region` (ISO 3166-1: "GB", "US").
bool postern_phone_is_possible(const char *text, size_t length, const char *region);

/// What a number reaches.
enum postern_phone_kind {
  /// No number.
  POSTERN_PHONE_NONE,
  POSTERN_PHONE_MOBILE,
  POSTERN_PHONE_LANDLINE,
  /// Premium, personal, paging and others, and what the numbering plans do not have.
  POSTERN_PHONE_OTHER,
};

struct postern_phone {
  enum postern_phone_kind kind;
  /// With "+", country code and digits alone (ITU-T E.164), and a closing zero; empty where it is none.
  char e164[20];
  /// ISO 3166-1, and a closing zero; empty where it is not known.
  char region[4];
};

/// Reads a number that is written as above.
struct postern_phone postern_phone_read(const char *text, size_t length, const char *region);

#ifdef __cplusplus
}
#endif
#endif
