#ifndef POSTERN_MAPPINGS_H
#define POSTERN_MAPPINGS_H
#include <stddef.h>

// This process's mappings, as proc(5) lists them.

struct range {
  char *start;
  size_t size;
};

/// Reads /proc/self/maps as one string into memory of its own, `MAPPINGS_LIST` bytes to be unmapped. NULL with errno.
char *postern_read_mappings(void);

/// One line of it: its range, its rights ("rw-p") and its name, "" for none. Returns the next line, or NULL after the
/// last.
char *postern_next_mapping(char *line, struct range *range, char **rights, char **name);

#define MAPPINGS_LIST (4U << 20)
#endif
