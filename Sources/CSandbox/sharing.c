#define _GNU_SOURCE
#include "CSandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// Well below what glibc's allocator gives a mapping of its own, outside of the heap.
#define LARGEST_PIECE (64UL << 10)
// The least that it hands out.
#define SMALLEST_PIECE 24UL
// Room for the list of mappings: while memory is moved nothing may be allocated in it, so the list has memory of its own.
#define LIST (4U << 20)
// What is smaller is not worth a mapping.
#define LEAST (256UL << 10)
// The smallest page there is, so that holes are found on systems with larger ones, too.
#define PAGE 4096UL

struct range {
  char *start;
  size_t size;
};

void postern_fill_holes(void) {
  // Whole free pages go back to the system first; then what is taken up costs no memory.
  malloc_trim(0);
  char *end = (char *)sbrk(0) - mallinfo2().keepcost;
  size_t size = LARGEST_PIECE;
  while (1) {
    char *piece;
    while ((piece = malloc(size)) != NULL && piece < end) continue;
    free(piece);
    if (size == SMALLEST_PIECE) break;
    size -= size > 1024 ? size / 8 & ~15UL : 16;
    if (size < SMALLEST_PIECE) size = SMALLEST_PIECE;
  }
  mallopt(M_TOP_PAD, 1 << 20);
  mallopt(M_TRIM_THRESHOLD, 16 << 20);
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

/// Reads /proc/self/maps as one string. NULL with errno.
static char *read_maps(void) {
  char *list = mmap(NULL, LIST, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (list == MAP_FAILED) return NULL;
  int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  size_t size = 0;
  ssize_t got = fd < 0 ? -1 : 1;
  while (got > 0 && size < LIST - 1) {
    got = read(fd, list + size, LIST - 1 - size);
    if (got > 0) size += (size_t)got;
  }
  if (fd >= 0) close(fd);
  if (got != 0) {
    int code = got < 0 ? errno : EFBIG;
    munmap(list, LIST);
    errno = code;
    return NULL;
  }
  return list;
}

/// One line of /proc/self/maps: its range, its rights ("rw-p") and its name, "" for none. Returns the next line.
static char *next_line(char *line, struct range *range, char **rights, char **name) {
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

static int is_zero(const char *page) {
  const uint64_t *words = (const uint64_t *)page;
  for (size_t at = 0; at < PAGE / sizeof *words; at++)
    if (words[at] != 0) return 0;
  return 1;
}

/// Puts a range's pages into a memory file and maps that over them, private as before.
static int share(struct range range) {
  int fd = memfd_create("tables", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) return -1;
  int code = ftruncate(fd, (off_t)range.size);
  for (size_t at = 0; code == 0 && at < range.size;) {
    // A page of zeros, as one is that was never touched, is a hole, which reads as zeros.
    size_t end = at;
    while (end < range.size && !is_zero(range.start + end)) end += PAGE;
    while (code == 0 && at < end) {
      ssize_t done = pwrite(fd, range.start + at, end - at, (off_t)at);
      if (done <= 0) code = -1;
      else at += (size_t)done;
    }
    if (code == 0) at = end + PAGE;
  }
  if (code == 0) code = postern_memfd_seal(fd);
  if (code == 0) {
    void *there = mmap(
        range.start, range.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE, fd, 0);
    if (there == MAP_FAILED) code = -1;
  }
  int error = errno;
  close(fd);
  errno = error;
  return code;
}

long postern_share_memory(void) {
  char *list = read_maps();
  if (list == NULL) return -1;
  struct range range;
  char *line = list, *rights, *name;
  long shared = 0;
  int code = 0;
  while (code == 0 && (line = next_line(line, &range, &rights, &name)) != NULL) {
    // The heap, and what else the allocator has taken in large pieces; no thread's stack is there, there are no threads.
    if (strncmp(rights, "rw-p", 4) != 0 || range.size < LEAST) continue;
    if (name[0] != '\0' && strcmp(name, "[heap]") != 0) continue;
    code = share(range);
    if (code == 0) shared += (long)range.size;
  }
  int error = errno;
  munmap(list, LIST);
  errno = error;
  return code == 0 ? shared : -1;
}
