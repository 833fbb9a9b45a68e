#define _GNU_SOURCE
#include "CSandbox.h"
#include "mappings.h"
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
// What is smaller is not worth a mapping.
#define LEAST (256UL << 10)
// The smallest page there is, so that holes are found on systems with larger ones, too.
#define PAGE 4096UL

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
  char *list = postern_read_mappings();
  if (list == NULL) return -1;
  struct range range;
  char *line = list, *rights, *name;
  long shared = 0;
  int code = 0;
  while (code == 0 && (line = postern_next_mapping(line, &range, &rights, &name)) != NULL) {
    // The heap, and what else the allocator has taken in large pieces; no thread's stack is there, there are no threads.
    if (strncmp(rights, "rw-p", 4) != 0 || range.size < LEAST) continue;
    if (name[0] != '\0' && strcmp(name, "[heap]") != 0) continue;
    code = share(range);
    if (code == 0) shared += (long)range.size;
  }
  int error = errno;
  munmap(list, MAPPINGS_LIST);
  errno = error;
  return code == 0 ? shared : -1;
}
