#ifndef POSTERN_CSANDBOX_H
#define POSTERN_CSANDBOX_H
// System calls that Swift cannot reach: variadic ones, and fork.
#include <stdint.h>
#include <stddef.h>
#include <sys/types.h>

/// A nameless memory file that may be sealed; close-on-exec. Returns the descriptor, or -1 with errno.
int postern_memfd(const char *label);
/// Seals a memory file against every later write, shrink and growth. Returns 0, or -1 with errno.
int postern_memfd_seal(int fd);
#endif
