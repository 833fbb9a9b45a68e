import Glibc

/// Who works on a row of the outbox: a process of this boot of this machine. It ends with the process, whatever the
/// clock says (D20).
struct ProcessLease: Hashable, CustomStringConvertible {
  let description: String

  static let own = ProcessLease(process: getpid())

  init(stored: String) { description = stored }

  init(process: pid_t) {
    description = "\(Self.boot) \(process) \(Self.started(process) ?? "-")"
  }

  /// Whether that very process still runs.
  var isAlive: Bool { isAlive(in: "/proc") }

  /// - Parameter processes: the folder that shows them (proc(5)).
  func isAlive(in processes: String) -> Bool {
    let words = description.split(separator: " ")
    guard words.count == 3, words[0] == Self.boot, let process = pid_t(words[1]) else { return false }
    if let started = Self.started(process, in: processes) { return started == words[2] }
    // Where /proc hides other processes ("hidepid"), it hides those of the same user, too, whose memory is hidden. One that
    // is there may be it: what it has in hand is then left to it, rather than sent twice.
    return access("\(processes)/\(process)", F_OK) != 0 && kill(process, 0) == 0
  }

  /// Another process has it, and still runs.
  var isOthers: Bool { self != Self.own && isAlive }

  /// random(4): a new value with each boot.
  private static let boot = line("/proc/sys/kernel/random/boot_id") ?? "-"

  /// proc(5): the 22nd field, in clock ticks since boot, tells two processes with one number apart.
  private static func started(_ process: pid_t, in processes: String = "/proc") -> String? {
    guard let text = line("\(processes)/\(process)/stat"), let end = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    // A zombie has died, though it has not been buried.
    guard fields.count > 19, fields[0] != "Z" else { return nil }
    return String(fields[19])
  }

  private static func line(_ path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = read(file, &bytes, bytes.count)
    guard count > 0 else { return nil }
    return String(decoding: bytes[..<count].prefix { $0 != 0x0A }, as: UTF8.self)
  }
}
