import Glibc
import PosternKit

/// Makes fsync and fdatasync of a running process fail with EIO, by strace: at the system call itself, so that it makes
/// no difference which library asks for it.
final class FailingSync {
  static let program = "/usr/bin/strace"
  private let strace: ChildProcess

  /// - Parameter which: the calls that fail, in strace's form: "1+" for all, "2+3" for every third from the second on.
  init?(process: pid_t, which: String) {
    let calls = "fsync,fdatasync"
    let arguments = [
      "-f", "-o", "/dev/null", "-e", "trace=\(calls)", "-e", "inject=\(calls):error=EIO:when=\(which)", "-p",
      "\(process)",
    ]
    guard let strace = try? ChildProcess(Self.program, arguments) else { return nil }
    self.strace = strace
    for _ in 0..<300 where strace.isRunning && !Self.isTraced(process) { usleep(10_000) }
    guard strace.isRunning, Self.isTraced(process) else { return nil }
  }

  deinit { end() }

  /// Lets the calls succeed again.
  func end() {
    // Interrupted, strace lets go of the process and leaves it running.
    strace.signal(SIGINT)
    _ = try? strace.wait(milliseconds: 10_000)
  }

  private static func isTraced(_ process: pid_t) -> Bool {
    guard let file = fopen("/proc/\(process)/status", "re") else { return false }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      guard strncmp(line, "TracerPid:", 10) == 0 else { continue }
      return strtol(Array(line.dropFirst(10)), nil, 10) != 0
    }
    return false
  }
}
