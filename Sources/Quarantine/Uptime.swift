import FoundationEssentials
import Glibc

/// How long this machine has been up: a time that nobody sets (`CLOCK_BOOTTIME`, clock_gettime(2)).
public struct Uptime: Hashable, Sendable {
  /// Which start of the machine it counts from; nil where nobody can tell, which is like no other start.
  public var boot: String?
  public var seconds: Int64

  public init(boot: String?, seconds: Int64) {
    self.boot = boot
    self.seconds = seconds
  }

  /// That of this machine, now.
  public static var system: Uptime {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Uptime(boot: boot, seconds: Int64(time.tv_sec))
  }

  /// The kernel's random name for this start, random(4).
  private static let boot: String? = {
    let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    return text.map { String($0.prefix { !$0.isWhitespace }) }.flatMap { $0.isEmpty ? nil : $0 }
  }()
}
