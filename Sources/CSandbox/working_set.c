#define _GNU_SOURCE
#include "CSandbox.h"
#include "mappings.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

// More pieces than this are not kept in mind.
#define MOST_RANGES 4000
// Linux 5.14 has it, older headers do not.
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif
// What /proc/self/pagemap says of a page: it is there, it is a file's, no other process maps it.
#define PRESENT (1ULL << 63)
#define FILE_PAGE (1ULL << 61)
#define EXCLUSIVE (1ULL << 56)
// What a message with a document takes of new memory, about, beside what is written to.
#define NEW_MEMORY (1UL << 20)
// Below what glibc's allocator gives a mapping of its own.
#define PIECE (256UL << 10)

struct working_set {
  size_t count;
  struct range ranges[MOST_RANGES];
};

/// Shared with the child that finds it out, and with no other.
static struct working_set *learned;

int postern_begin_working_set(void) {
  void *memory = mmap(NULL, sizeof *learned, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return -1;
  learned = memory;
  return 0;
}

void postern_end_working_set(void) {
  if (learned == NULL) return;
  // A worker that wrote to shared memory would reach into others.
  struct working_set *own =
      mmap(NULL, sizeof *own, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (own != MAP_FAILED) {
    own->count = learned->count;
    memcpy(own->ranges, learned->ranges, learned->count * sizeof *own->ranges);
    mprotect(own, sizeof *own, PROT_READ);
  }
  munmap(learned, sizeof *learned);
  learned = own == MAP_FAILED ? NULL : own;
}

static void note(char *start, size_t size) {
  struct range *last = learned->count > 0 ? &learned->ranges[learned->count - 1] : NULL;
  if (last != NULL && last->start + last->size == start) {
    last->size += size;
  } else if (learned->count < MOST_RANGES) {
    learned->ranges[learned->count++] = (struct range){start, size};
  }
}

static void note_pages(int pagemap, struct range range) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  uint64_t pages[512];
  char *at = range.start, *end = range.start + range.size;
  while (at < end) {
    size_t wanted = (size_t)(end - at) / page;
    if (wanted > sizeof pages / sizeof *pages) wanted = sizeof pages / sizeof *pages;
    ssize_t got = pread(pagemap, pages, wanted * sizeof *pages, (off_t)((uintptr_t)at / page * sizeof *pages));
    if (got < (ssize_t)sizeof *pages) return;
    for (size_t number = 0; number < (size_t)got / sizeof *pages; number++, at += page)
      if ((pages[number] & (PRESENT | FILE_PAGE | EXCLUSIVE)) == (PRESENT | EXCLUSIVE)) note(at, page);
  }
}

int postern_note_working_set(void) {
  // The file is root's while this process's memory is hidden.
  if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0) return -1;
  int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  if (postern_hide_memory() != 0 || pagemap < 0) return -1;
  char *list = postern_read_mappings();
  if (list == NULL) return -1;
  struct range range;
  char *line = list, *rights, *name;
  while ((line = postern_next_mapping(line, &range, &rights, &name)) != NULL)
    if (strncmp(rights, "rw-p", 4) == 0 && strcmp(name, "[stack]") != 0) note_pages(pagemap, range);
  return 0;
}

void postern_take_working_set(void) {
  if (learned == NULL) return;
  char *old_end = (char *)sbrk(0);
  // A compiler leaves out memory that is given back unused, unless it cannot see that.
  void *volatile pieces[NEW_MEMORY / PIECE];
  for (size_t number = 0; number < NEW_MEMORY / PIECE; number++) pieces[number] = malloc(PIECE);
  char *new_end = (char *)sbrk(0);
  for (size_t number = NEW_MEMORY / PIECE; number > 0; number--) free(pieces[number - 1]);
  // Where the kernel does not know this, or a piece is not there, pages come when they are touched, as always.
  if (new_end > old_end) madvise(old_end, (size_t)(new_end - old_end), MADV_POPULATE_WRITE);
  for (size_t number = 0; number < learned->count; number++)
    madvise(learned->ranges[number].start, learned->ranges[number].size, MADV_POPULATE_WRITE);
}
