#define _GNU_SOURCE
#include "CSandbox.h"
#include <fcntl.h>
#include <sys/mman.h>

int postern_memfd(const char *label) { return memfd_create(label, MFD_CLOEXEC | MFD_ALLOW_SEALING); }

int postern_memfd_seal(int fd) {
  return fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
}

int postern_memfd_is_sealed(int fd) {
  int seals = fcntl(fd, F_GET_SEALS);
  int wanted = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW;
  return seals >= 0 && (seals & wanted) == wanted;
}
