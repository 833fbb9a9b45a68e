public import Glibc

/// Makes fsync and fdatasync of a running process fail or slow, by strace: at the system call itself, so that it makes no
/// difference which library asks for it. Ends with this object.
public final class SyncTrouble {
  /// The program that it needs, of the Debian package of the same name.
  public static let program = "/usr/bin/strace"
  private let strace: ChildProcess

  /// - Parameter injection: what happens, in strace's form: "error=EIO:when=2+3" lets every third call from the second on
  ///   fail, "delay_enter=300ms" lets each take so much longer.
  /// - Throws: `KitError.missing` without strace, `.failed` when it may not trace the process, or that has ended.
  public init(in process: pid_t, _ injection: String) throws(KitError) {
    guard access(Self.program, X_OK) == 0 else { throw .missing(program: Self.program, package: "strace") }
    let calls = "fsync,fdatasync"
    strace = try ChildProcess(
      Self.program,
      ["-f", "-o", "/dev/null", "-e", "trace=\(calls)", "-e", "inject=\(calls):\(injection)", "-p", "\(process)"])
    var waited = 0
    while strace.isRunning, !Self.isTraced(process), waited < 10_000 {
      usleep(10_000)
      waited += 10
    }
    guard strace.isRunning, Self.isTraced(process) else {
      throw .failed(program: Self.program, status: 1, output: "it cannot attach to process \(process)")
    }
  }

  deinit { end() }

  /// Lets the calls go as they should again.
  public func end() {
    // Interrupted, strace lets go of the process and leaves it running.
    strace.signal(SIGINT)
    _ = try? strace.wait(milliseconds: 30_000)
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
