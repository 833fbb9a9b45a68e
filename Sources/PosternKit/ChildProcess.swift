public import Glibc

/// A program that the kit starts, and ends with itself.
public final class ChildProcess {
  public let identifier: pid_t
  private var status: Int32?

  /// Starts a program.
  /// - Parameters:
  ///   - program: its absolute path.
  ///   - environment: added to this process's own.
  ///   - input, output: open descriptors for its standard input and for both its outputs; nil for `/dev/null`.
  ///   - ownSession: in a session of its own, so that a Ctrl-C does not reach it.
  public init(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], input: Int32? = nil,
    output: Int32? = nil, ownSession: Bool = false
  ) throws(KitError) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    if let output {
      posix_spawn_file_actions_adddup2(&actions, output, 1)
      posix_spawn_file_actions_adddup2(&actions, output, 2)
    } else {
      posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
      posix_spawn_file_actions_adddup2(&actions, 1, 2)
    }
    Self.closeOnExec()
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // libmilter blocks signals in the process that it serves in; a child must not inherit that.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    // glibc shows POSIX_SPAWN_SETSID, 0x80, to GNU sources only.
    let session: Int32 = ownSession ? 0x80 : 0
    posix_spawnattr_setflags(&attributes, Int16(Int32(POSIX_SPAWN_SETSIGMASK) | session))

    var variables = Self.environment()
    for (name, value) in environment { variables[name] = value }
    let words = ([program] + arguments).map { strdup($0) }
    let settings = variables.map { strdup("\($0.key)=\($0.value)") }
    defer { for pointer in words + settings { free(pointer) } }
    var child = pid_t()
    let result = posix_spawn(&child, program, &actions, &attributes, words + [nil], settings + [nil])
    guard result == 0 else { throw .system(doing: "start \(program)", code: result) }
    identifier = child
  }

  deinit { if isRunning { _ = end() } }

  /// Whether it has not ended yet.
  public var isRunning: Bool { poll() == nil }

  /// Sends a signal, if it has not ended yet.
  public func signal(_ number: Int32) { if isRunning { kill(identifier, number) } }

  /// Waits for its end.
  /// - Returns: its exit status, or 128 and the signal that ended it.
  public func wait(milliseconds: Int = 60_000) throws(KitError) -> Int32 {
    var waited = 0
    while true {
      if let status = poll() { return status }
      guard waited < milliseconds else { throw .timeout(waitingFor: "end of a program", milliseconds: milliseconds) }
      usleep(5_000)
      waited += 5
    }
  }

  /// Ends it: SIGTERM, and SIGKILL if that is not heeded in time.
  @discardableResult
  public func end(milliseconds: Int = 5_000) -> Int32 {
    signal(SIGTERM)
    if let status = try? wait(milliseconds: milliseconds) { return status }
    signal(SIGKILL)
    return (try? wait(milliseconds: 5_000)) ?? 128 + SIGKILL
  }

  private func poll() -> Int32? {
    if let status { return status }
    var raw: Int32 = 0
    let result = waitpid(identifier, &raw, WNOHANG)
    if result == identifier {
      status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
    } else if result < 0, errno == ECHILD {
      status = 0
    }
    return status
  }

  /// Whatever libraries have left open must not live on in a server: a milter's socket would never seem closed.
  private static func closeOnExec() {
    guard let folder = opendir("/proc/self/fd") else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if let descriptor = Int32(name), descriptor > 2 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    }
  }

  private static func environment() -> [String: String] {
    var found: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      let parts = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { found[String(parts[0])] = String(parts[1]) }
      next = next.advanced(by: 1)
    }
    return found
  }
}
