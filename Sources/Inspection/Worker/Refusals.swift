import CSandbox
import CSeccomp
import Glibc

/// What the sandbox has refused in this process so far.
enum Refusals {
  /// System calls refused; grows only.
  static var total: UInt64 { postern_refusals_total() }

  /// A charset was asked for that is not loaded. From then on the C library may say that there is none of that name
  /// without asking again.
  static var hasMissedCharset: Bool { postern_missed_charset() != 0 }

  /// Counts by number, to be compared later. Nil, and free of cost, as long as nothing was ever refused.
  static func snapshot() -> [UInt32]? {
    total == 0 ? nil : (0..<postern_refusals_range()).map { postern_refusals_of($0) }
  }

  /// What was refused since `snapshot`, by name.
  static func since(_ snapshot: [UInt32]?) -> [String: Int] {
    guard let now = Self.snapshot() else { return [:] }
    var counts: [String: Int] = [:]
    for number in now.indices {
      let count = Int(now[number]) - Int(snapshot?[number] ?? 0)
      if count > 0 { counts[name(number), default: 0] += count }
    }
    return counts
  }

  private static func name(_ number: Int) -> String {
    guard let text = seccomp_syscall_resolve_num_arch(seccomp_arch_native(), Int32(number)) else {
      return "call_\(number)"
    }
    defer { free(text) }
    return String(cString: text)
  }
}
