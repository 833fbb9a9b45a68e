import Glibc

/// What measuring takes from the system's clocks, in milliseconds.
public enum ProcessorTime {
  /// Processor time of this process with all its threads.
  public static var own: Double { now(CLOCK_PROCESS_CPUTIME_ID) }

  /// Processor time of the children that have ended and were waited for.
  public static var ofChildren: Double {
    var usage = rusage()
    // RUSAGE_CHILDREN, which glibc gives another type than its function takes.
    getrusage(-1, &usage)
    func milliseconds(_ time: timeval) -> Double { Double(time.tv_sec) * 1_000 + Double(time.tv_usec) / 1_000 }
    return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime)
  }

  /// Time on the clock, from an arbitrary moment.
  public static var clock: Double { now(CLOCK_MONOTONIC) }

  private static func now(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) * 1_000 + Double(time.tv_nsec) / 1_000_000
  }
}
