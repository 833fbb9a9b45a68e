#define _GNU_SOURCE
#include "mappings.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

char *postern_read_mappings(void) {
  // While memory is moved nothing may be allocated in it, so the list has memory of its own.
  char *list = mmap(NULL, MAPPINGS_LIST, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (list == MAP_FAILED) return NULL;
  int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  size_t size = 0;
  ssize_t got = fd < 0 ? -1 : 1;
  while (got > 0 && size < MAPPINGS_LIST - 1) {
    got = read(fd, list + size, MAPPINGS_LIST - 1 - size);
    if (got > 0) size += (size_t)got;
  }
  if (fd >= 0) close(fd);
  if (got != 0) {
    int code = got < 0 ? errno : EFBIG;
    munmap(list, MAPPINGS_LIST);
    errno = code;
    return NULL;
  }
  return list;
}

char *postern_next_mapping(char *line, struct range *range, char **rights, char **name) {
  char *end = strchr(line, '\n');
  if (end == NULL) return NULL;
  *end = '\0';
  char *rest = line;
  unsigned long from = strtoul(rest, &rest, 16);
  unsigned long to = strtoul(rest + 1, &rest, 16);
  range->start = (char *)from;
  range->size = to - from;
  *rights = rest + 1;
  // Offset, device and inode stand between the rights and the name.
  for (int field = 0; field < 4; field++) {
    rest = strchr(rest + 1, ' ');
    if (rest == NULL) break;
  }
  while (rest != NULL && *rest == ' ') rest += 1;
  *name = rest == NULL ? end : rest;
  return end + 1;
}
