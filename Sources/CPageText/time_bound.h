#ifndef POSTERN_PAGETEXT_TIME_BOUND_H
#define POSTERN_PAGETEXT_TIME_BOUND_H
#include <cstdint>
#include <ctime>

/// A bound on the CPU time of this thread, in milliseconds.
class TimeBound {
public:
  explicit TimeBound(int64_t milliseconds)
      : end(now(CLOCK_THREAD_CPUTIME_ID) + milliseconds), next(now(CLOCK_MONOTONIC_COARSE) + milliseconds) {}

  /// Only the kernel knows CPU time, but no thread uses more of it than passes on the clock, which costs a few cycles.
  bool is_over() {
    int64_t clock = now(CLOCK_MONOTONIC_COARSE);
    if (clock < next) return false;
    int64_t left = end - now(CLOCK_THREAD_CPUTIME_ID);
    next = clock + left;
    return left < 0;
  }

private:
  int64_t end;
  /// When to ask the kernel again.
  int64_t next;

  static int64_t now(clockid_t clock) {
    timespec now;
    clock_gettime(clock, &now);
    return int64_t(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
  }
};

#endif
