#define _GNU_SOURCE
#include "CSandbox.h"
#include "reaching.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>

#define RANGE 1024U

// Written by the handler alone, in a single-threaded process; read between two system calls.
static volatile uint32_t counts[RANGE];
static volatile uint64_t total;
static volatile int missed_charset;

static int answer(int number) {
  switch (number) {
#ifdef SYS_open
  case SYS_open:
#endif
#ifdef SYS_creat
  case SYS_creat:
#endif
  case SYS_openat:
  case SYS_openat2:
  case SYS_socket:
  case SYS_connect:
    return EACCES;
  default:
    return EPERM;
  }
}

/// What a system call was given.
static unsigned long argument(const ucontext_t *machine, int number) {
#if defined(__x86_64__)
  const int registers[] = {REG_RDI, REG_RSI, REG_RDX};
  return (unsigned long)machine->uc_mcontext.gregs[registers[number]];
#elif defined(__aarch64__)
  return (unsigned long)machine->uc_mcontext.regs[number];
#else
#error "Postern's sandbox knows x86_64 and aarch64 only"
#endif
}

/// What it seems to return to its caller.
static void give(ucontext_t *machine, long result) {
#if defined(__x86_64__)
  machine->uc_mcontext.gregs[REG_RAX] = result;
#elif defined(__aarch64__)
  machine->uc_mcontext.regs[0] = (unsigned long long)result;
#endif
}

static void refused(int signal, siginfo_t *info, void *context) {
  (void)signal;
  int number = info->si_syscall;
  ucontext_t *machine = context;
  int path = number == SYS_openat ? 1 : -1;
#ifdef SYS_open
  if (number == SYS_open) path = 0;
#endif
  if (path >= 0) {
    const char *name = (const char *)argument(machine, path);
    // glibc's code for one charset: a file in a folder that has this name wherever it lies.
    if (name != NULL && strstr(name, "/gconv/") != NULL) missed_charset = 1;
    long opened = postern_open_reached(name, argument(machine, path + 1));
    // A table that is not installed is no refusal: the library knows what to do without.
    if (opened >= 0 || opened == -ENOENT) {
      give(machine, opened);
      return;
    }
  }
  if (number >= 0 && (unsigned)number < RANGE) counts[number] += 1;
  total += 1;
  give(machine, -answer(number));
}

int postern_count_refusals(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = refused;
  action.sa_flags = SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  return sigaction(SIGSYS, &action, NULL);
}

int postern_missed_charset(void) { return missed_charset; }
uint64_t postern_refusals_total(void) { return total; }
uint32_t postern_refusals_of(unsigned number) { return number < RANGE ? counts[number] : 0; }
unsigned postern_refusals_range(void) { return RANGE; }
