#ifndef POSTERN_PHONE_H
#define POSTERN_PHONE_H
// Whether digits can be a telephone number somewhere in the world, by libphonenumber's numbering plans.
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

#ifdef __cplusplus
}
#endif
#endif
