#ifndef POSTERN_CMILTERREPLY_H
#define POSTERN_CMILTERREPLY_H
// What libmilter offers only by a variadic function, which Swift cannot call.
#include <libmilter/mfapi.h>

/// The most lines that one SMTP reply may have (smfi_setmlreply allows no more).
#define POSTERN_REPLY_LINES 32

/// smfi_setmlreply with the lines as an array. `count` is 1 to POSTERN_REPLY_LINES. libmilter takes each line as a
/// printf format: a percent sign has to be doubled by the caller. Returns MI_SUCCESS or MI_FAILURE.
int postern_setmlreply(SMFICTX *ctx, const char *code, const char *enhanced, const char *const *lines, int count);
#endif
