import Glibc

/// A moment on the clock that never jumps, in nanoseconds.
struct MonotonicTime: Comparable {
  var nanoseconds: UInt64

  static var now: MonotonicTime {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return MonotonicTime(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
  }

  static func < (a: MonotonicTime, b: MonotonicTime) -> Bool { a.nanoseconds < b.nanoseconds }

  static func + (time: MonotonicTime, milliseconds: Int) -> MonotonicTime {
    MonotonicTime(nanoseconds: time.nanoseconds + UInt64(max(milliseconds, 0)) * 1_000_000)
  }

  /// Milliseconds from now until this moment, rounded up; 0 when it has passed.
  var millisecondsLeft: Int {
    let now = MonotonicTime.now
    return self <= now ? 0 : Int((nanoseconds - now.nanoseconds + 999_999) / 1_000_000)
  }

  var inParts: timespec {
    timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
  }
}
