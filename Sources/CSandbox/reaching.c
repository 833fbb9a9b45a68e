#define _GNU_SOURCE
#include "CSandbox.h"
#include "reaching.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MOST 4

static struct {
  const char *path;
  size_t length;
  int fd;
} folders[MOST];
static int folder_count;

int postern_reach(const char *path) {
  if (folder_count == MOST) return 0;
  int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT ? 0 : -1;
  folders[folder_count].path = path;
  folders[folder_count].length = strlen(path);
  folders[folder_count].fd = fd;
  folder_count += 1;
  return 0;
}

int postern_reached(int number) { return number < folder_count ? folders[number].fd : -1; }

long postern_open_reached(const char *path, unsigned long flags) {
  if (path == NULL || (flags & (O_ACCMODE | O_CREAT | O_TRUNC | O_TMPFILE | O_PATH) & ~O_DIRECTORY) != 0) return -EACCES;
  for (int i = 0; i < folder_count; i++) {
    if (strncmp(path, folders[i].path, folders[i].length) != 0) continue;
    const char *rest = path + folders[i].length;
    if (*rest != '/' && *rest != '\0') continue;
    while (*rest == '/') rest += 1;
    if (strstr(rest, "..") != NULL) return -EACCES;
    int code = errno;
    long fd = syscall(SYS_openat, folders[i].fd, *rest == '\0' ? "." : rest, O_RDONLY | O_CLOEXEC | (flags & O_DIRECTORY));
    long result = fd < 0 ? -errno : fd;
    errno = code;
    return result;
  }
  return -EACCES;
}
