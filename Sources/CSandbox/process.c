#define _GNU_SOURCE
#include "CSandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

pid_t postern_fork(void) { return fork(); }

int postern_spawn(const char *path, char *const arguments[], char *const environment[], int fd, pid_t *pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  int code = posix_spawn_file_actions_init(&actions);
  if (code != 0) return code;
  code = posix_spawnattr_init(&attributes);
  if (code != 0) {
    posix_spawn_file_actions_destroy(&actions);
    return code;
  }
  // First the socket, which may itself be one of 0 to 2.
  code = posix_spawn_file_actions_adddup2(&actions, fd, 3);
  for (int i = 0; i < 3 && code == 0; i++) code = posix_spawn_file_actions_addopen(&actions, i, "/dev/null", O_RDWR, 0);
  if (code == 0) code = posix_spawn_file_actions_addclosefrom_np(&actions, 4);
  if (code == 0) code = posix_spawnattr_setsigmask(&attributes, &none);
  if (code == 0) code = posix_spawnattr_setsigdefault(&attributes, &all);
  if (code == 0) code = posix_spawnattr_setpgroup(&attributes, 0);
  if (code == 0)
    code = posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  if (code == 0) code = posix_spawn(pid, path, &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return code;
}

// Between two sessions the nice value of a process says nothing where the kernel schedules each as a group. Where it does not,
// or does not let this process say so, all is as it was.
static void weigh_session(int nice) {
  char text[8];
  int length = snprintf(text, sizeof text, "%d", nice);
  // A process that hides its memory has its files in /proc owned by root, whoever it is.
  int hides = prctl(PR_GET_DUMPABLE) == 0;
  if (hides) prctl(PR_SET_DUMPABLE, 1);
  int fd = open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC);
  // It cannot fail with this value.
  if (hides) prctl(PR_SET_DUMPABLE, 0);
  if (fd < 0) return;
  // All but root may say so ten times a second on the whole machine, and are told to try again (EAGAIN).
  for (int tries = 0; tries < 20; tries++) {
    if (write(fd, text, (size_t)length) >= 0 || (errno != EAGAIN && errno != EINTR)) break;
    usleep(50000);
  }
  close(fd);
}

int postern_yield(void) {
  if (setsid() >= 0) weigh_session(10);
  return setpriority(PRIO_PROCESS, 0, 10);
}

int postern_go_first(void) {
  errno = 0;
  int nice = getpriority(PRIO_PROCESS, 0);
  if (errno != 0) return -1;
  if (nice == 0) {
    if (setpriority(PRIO_PROCESS, 0, -5) != 0) return -1;
    nice = -5;
  }
  if (getsid(0) == getpid()) weigh_session(nice);
  return 0;
}

int postern_become(uid_t user, gid_t group) {
  if (setgroups(0, NULL) != 0 || setresgid(group, group, group) != 0) return -1;
  return setresuid(user, user, user);
}

int postern_make_unchangeable(int fd) {
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0) return -1;
  if ((flags & O_ACCMODE) == O_RDONLY) return 0;
  int seals = fcntl(fd, F_GET_SEALS);
  if (seals >= 0 && (seals & F_SEAL_WRITE) && (seals & F_SEAL_SHRINK)) return 0;
  return fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW);
}

void postern_exit_now(int code) { _exit(code); }

int postern_child_signals(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) return -1;
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int postern_reset_signals(void) {
  sigset_t none;
  sigemptyset(&none);
  if (sigprocmask(SIG_SETMASK, &none, NULL) != 0) return -1;
  return signal(SIGPIPE, SIG_IGN) == SIG_ERR ? -1 : 0;
}

/// The lowest descriptor from `first` on that is to stay; -1 for none.
static int next_reached(int first) {
  int next = -1;
  for (int number = 0; postern_reached(number) >= 0; number++) {
    int fd = postern_reached(number);
    if (fd >= first && (next < 0 || fd < next)) next = fd;
  }
  return next;
}

int postern_close_from(int first) {
#ifdef SYS_close_range
  int code = 0;
  for (int from = first; code == 0;) {
    int kept = next_reached(from);
    if (kept != from) code = (int)syscall(SYS_close_range, (unsigned)from, kept < 0 ? ~0U : (unsigned)kept - 1, 0);
    if (kept < 0) break;
    from = kept + 1;
  }
  if (code == 0) return 0;
#endif
  // Before Linux 5.9 there is no such call.
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -1;
  rlim_t end = limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > 1048576 ? 1048576 : limit.rlim_cur;
  for (int fd = first; fd < (int)end; fd++)
    if (next_reached(fd) != fd) close(fd);
  return 0;
}

int postern_filter_calls(const void *program, size_t size) {
  // The program's instructions are only read.
  struct sock_fprog filter = {(unsigned short)(size / sizeof(struct sock_filter)), (struct sock_filter *)program};
  return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter);
}

int postern_hide_memory(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
int postern_memory_is_hidden(void) { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0; }

int postern_lock_memory(void) {
  struct rlimit bound;
  // Under a limit the call may well succeed, and then memory cannot be had any more when it is reached. A process with
  // CAP_IPC_LOCK has none, whatever it is told; that shows when more is asked for than the limit.
  if (getrlimit(RLIMIT_MEMLOCK, &bound) != 0) return -1;
  if (bound.rlim_cur != RLIM_INFINITY) {
    size_t more = (size_t)bound.rlim_cur + 1048576;
    if (bound.rlim_cur > 1UL << 40) return 1;
    void *trial = mmap(NULL, more, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (trial == MAP_FAILED) return 1;
    int refused = mlock2(trial, more, MLOCK_ONFAULT);
    munmap(trial, more);
    if (refused != 0) return 1;
  }
  return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0 ? 0 : 1;
}

int postern_die_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); }
int postern_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }
int postern_has_no_new_privileges(void) { return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1; }
int postern_seccomp_mode(void) { return prctl(PR_GET_SECCOMP, 0, 0, 0, 0); }

static int limit(int what, uint64_t value) {
  struct rlimit now;
  if (getrlimit(what, &now) != 0) return -1;
  // A hard limit that is lower already stays: raising it needs rights that a worker must not have.
  rlim_t bound = now.rlim_max != RLIM_INFINITY && now.rlim_max < value ? now.rlim_max : (rlim_t)value;
  struct rlimit next = {bound, bound};
  return setrlimit(what, &next);
}

int postern_limit_address_space(uint64_t bytes) { return limit(RLIMIT_AS, bytes); }
int postern_limit_cpu(uint64_t seconds) { return limit(RLIMIT_CPU, seconds); }
int postern_limit_file_size(uint64_t bytes) { return limit(RLIMIT_FSIZE, bytes); }
int postern_limit_descriptors(uint64_t count) { return limit(RLIMIT_NOFILE, count); }
int postern_limit_processes(uint64_t count) { return limit(RLIMIT_NPROC, count); }
int postern_limit_core(void) { return limit(RLIMIT_CORE, 0); }
