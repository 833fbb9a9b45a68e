#define _GNU_SOURCE
#include "CSandbox.h"
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

// The same numbers on every architecture. Written out because a distribution's headers are older than kernels in use.
#define CREATE_RULESET 444
#define ADD_RULE 445
#define RESTRICT_SELF 446
#define ASK_VERSION 1U
// linux/landlock.h: a rule about what lies beneath a folder; reading files and listing folders.
#define PATH_BENEATH 1
#define READ_ONLY 12ULL

struct ruleset {
  uint64_t files;
  uint64_t network;
  uint64_t scoped;
};

struct beneath {
  uint64_t allowed;
  int32_t folder;
} __attribute__((packed));

int postern_landlock_version(void) {
  long version = syscall(CREATE_RULESET, NULL, 0, ASK_VERSION);
  return version < 1 ? 0 : (int)version;
}

int postern_landlock_refuse_rest(void) {
  int version = postern_landlock_version();
  if (version == 0) return 0;
  struct ruleset rules = {0, 0, 0};
  // linux/landlock.h: 13 rights in ABI 1, then REFER (2), TRUNCATE (3), IOCTL_DEV (5); TCP in 4; scopes in 6.
  int rights = version >= 5 ? 16 : version >= 3 ? 15 : version == 2 ? 14 : 13;
  rules.files = (1ULL << rights) - 1;
  if (version >= 4) rules.network = 3;
  if (version >= 6) rules.scoped = 3;
  size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
  int fd = (int)syscall(CREATE_RULESET, &rules, size, 0U);
  if (fd < 0) return -1;
  for (int number = 0; postern_reached(number) >= 0; number++) {
    struct beneath rule = {READ_ONLY, postern_reached(number)};
    if (syscall(ADD_RULE, fd, PATH_BENEATH, &rule, 0U) != 0) {
      int code = errno;
      close(fd);
      errno = code;
      return -1;
    }
  }
  long done = syscall(RESTRICT_SELF, fd, 0U);
  int code = errno;
  close(fd);
  errno = code;
  return done == 0 ? version : -1;
}
