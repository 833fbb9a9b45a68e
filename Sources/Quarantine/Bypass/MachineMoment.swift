import Foundation
import Glibc

/// A moment by two clocks: the one that people set, and the one that only runs.
public struct MachineMoment: Hashable, Sendable, Codable {
  /// Unix time in seconds.
  public var time: Int64
  /// Seconds since the machine was started, its sleep included (CLOCK_BOOTTIME, clock_gettime(2)).
  public var uptime: Int64
  /// Names this start of the machine (`boot_id`, random(4)); empty where the kernel does not tell.
  public var boot: String

  public init(time: Int64, uptime: Int64, boot: String) {
    self.time = time
    self.uptime = uptime
    self.boot = boot
  }

  /// Now, with the wall's time given.
  static func now(at time: Int64) -> MachineMoment {
    var clock = timespec()
    clock_gettime(CLOCK_BOOTTIME, &clock)
    return MachineMoment(time: time, uptime: Int64(clock.tv_sec), boot: thisBoot)
  }

  private static let thisBoot =
    (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8))?
    .trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
}
