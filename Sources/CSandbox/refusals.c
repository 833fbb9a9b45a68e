#define _GNU_SOURCE
#include "CSandbox.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>

#define RANGE 1024U

// Written by the handler alone, in a single-threaded process; read between two system calls.
static volatile uint32_t counts[RANGE];
static volatile uint64_t total;

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

static void refused(int signal, siginfo_t *info, void *context) {
  (void)signal;
  int number = info->si_syscall;
  if (number >= 0 && (unsigned)number < RANGE) counts[number] += 1;
  total += 1;
  ucontext_t *machine = context;
  // What the system call seems to return to its caller.
#if defined(__x86_64__)
  machine->uc_mcontext.gregs[REG_RAX] = -answer(number);
#elif defined(__aarch64__)
  machine->uc_mcontext.regs[0] = (unsigned long long)-(long long)answer(number);
#else
#error "Postern's sandbox knows x86_64 and aarch64 only"
#endif
}

int postern_count_refusals(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = refused;
  action.sa_flags = SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  return sigaction(SIGSYS, &action, NULL);
}

uint64_t postern_refusals_total(void) { return total; }
uint32_t postern_refusals_of(unsigned number) { return number < RANGE ? counts[number] : 0; }
unsigned postern_refusals_range(void) { return RANGE; }
