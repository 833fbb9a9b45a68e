#define _GNU_SOURCE
#include "CSandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Each goes by syscall(2), so that no library in between changes the call or its answer.

static int closing(long fd) {
  if (fd < 0) return errno;
  close((int)fd);
  return 0;
}

int postern_try_open(const char *path) { return closing(syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0)); }

int postern_try_open_for_writing(const char *path) {
  return closing(syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}

int postern_try_socket(int family) { return closing(syscall(SYS_socket, family, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

int postern_try_connect(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(25)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return syscall(SYS_connect, 3, &address, sizeof address) < 0 ? errno : 0;
}

int postern_try_exec(const char *path) {
  char *arguments[] = {(char *)path, NULL};
  char *environment[] = {NULL};
  return syscall(SYS_execve, path, arguments, environment) < 0 ? errno : 0;
}

int postern_try_fork(void) {
  long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) _exit(0);
  return pid < 0 ? errno : 0;
}

int postern_try_thread(void) {
  // A flag that no kernel takes: refused by the filter it gives EPERM, without one EINVAL, and never a thread.
  return syscall(SYS_clone3, NULL, 0) < 0 ? errno : 0;
}

int postern_try_trace(pid_t pid) { return syscall(SYS_ptrace, PTRACE_SEIZE, pid, 0, 0) < 0 ? errno : 0; }

int postern_try_signal(pid_t pid, int signal) { return syscall(SYS_kill, pid, signal) < 0 ? errno : 0; }

int postern_try_executable_memory(void) {
  void *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (map == MAP_FAILED) return errno;
  munmap(map, 4096);
  return 0;
}

int postern_try_privileges(void) { return syscall(SYS_setuid, 0) < 0 ? errno : 0; }

int postern_try_unlimited(void) {
  struct rlimit most = {RLIM_INFINITY, RLIM_INFINITY};
  return syscall(SYS_prlimit64, 0, RLIMIT_AS, &most, NULL) < 0 ? errno : 0;
}

int postern_try_open_behind_landlock(const char *path) {
  pid_t pid = fork();
  if (pid < 0) return errno;
  if (pid == 0) {
    // System calls alone: in a process with threads a child may do nothing else.
    if (postern_no_new_privileges() != 0 || postern_landlock_refuse_all() < 0) _exit(0);
    _exit(postern_try_open(path) & 0xFF);
  }
  int status = 0;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return errno;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}
