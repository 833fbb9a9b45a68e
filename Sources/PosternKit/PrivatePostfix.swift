import FoundationEssentials
import Glibc

/// A Postfix of one's own: configuration, queue, data, log and loopback ports apart from the system's mail, which is
/// neither read nor touched. Needs root, as every Postfix does.
///
/// It ends with this object, with `stop`, and also if this process is killed.
public final class PrivatePostfix {
  /// Where its `etc`, `queue`, `data` and `log` are.
  public let folder: String
  /// The port for mail from clients: with milters, XCLIENT, SMTPUTF8, 8BITMIME, DSN, CHUNKING and PIPELINING.
  public let port: UInt16
  /// The port for mail that has been judged: no milters but `reinjectionMilters`, header fields left as they are.
  public let reinjectionPort: UInt16
  public private(set) var settings: PostfixSettings
  let daemons: String
  private let temporary: TemporaryFolder?
  private var master: ChildProcess?
  private var guardian: (process: ChildProcess, pipe: Int32)?

  /// Lays out the files; nothing runs yet.
  /// - Parameters:
  ///   - folder: an absolute path that is made if need be, and stays; nil for a temporary folder.
  /// - Throws: `KitError.notRoot`, `.missing` when there is no Postfix, `.system`.
  public init(_ settings: PostfixSettings, folder: String? = nil, port: UInt16? = nil, reinjectionPort: UInt16? = nil)
    throws(KitError)
  {
    guard geteuid() == 0 else { throw .notRoot }
    guard access("/usr/sbin/postfix", X_OK) == 0, getpwnam("postfix") != nil, getgrnam("postdrop") != nil else {
      throw .missing(program: "postfix", package: "postfix")
    }
    daemons = try Self.daemonFolder()
    temporary = folder == nil ? try TemporaryFolder("postfix") : nil
    self.folder = folder ?? temporary?.path ?? ""
    if let port { self.port = port } else { self.port = try freePort() }
    if let reinjectionPort { self.reinjectionPort = reinjectionPort } else { self.reinjectionPort = try freePort() }
    self.settings = settings
    try layOut()
    try writeConfiguration()
  }

  deinit { stop() }

  /// The folder to give to `sendmail -C` and its like.
  public var configuration: String { "\(folder)/etc" }

  /// Starts it, and waits until it greets on both ports.
  public func start(milliseconds: Int = 30_000) throws(KitError) {
    guard master == nil else { return }
    let complaints = open("\(folder)/log/master", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    defer { close(complaints) }
    let master = try ChildProcess(
      "\(daemons)/master", ["-c", configuration, "-d"], output: complaints, ownSession: true)
    self.master = master
    try watch(master)
    let deadline = ContinuousClock.now + .milliseconds(milliseconds)
    while !greets(port) || !greets(reinjectionPort) {
      let said = Self.text("\(folder)/log/master") + log
      if !master.isRunning || said.contains("fatal: ") {
        stop()
        throw .failed(program: "postfix", status: 1, output: String(said.suffix(2_000)))
      }
      guard ContinuousClock.now < deadline else {
        stop()
        throw .timeout(waitingFor: "greeting of Postfix", milliseconds: milliseconds)
      }
      usleep(20_000)
    }
  }

  /// Ends all its processes. The queue stays, until this object goes or for as long as the folder does.
  public func stop() {
    guard let master else { return }
    self.master = nil
    // Postfix's children are in the master's process group.
    kill(-master.identifier, SIGTERM)
    _ = master.end()
    kill(-master.identifier, SIGKILL)
    waitForGroup(master.identifier)
    if let guardian {
      close(guardian.pipe)
      _ = try? guardian.process.wait(milliseconds: 5_000)
    }
    guardian = nil
  }

  /// Takes a new set-up, also while it runs; services take it up with their next connection.
  public func reload(_ settings: PostfixSettings? = nil) throws(KitError) {
    if let settings { self.settings = settings }
    try writeConfiguration()
    master?.signal(SIGHUP)
  }

  /// All that it has logged.
  public var log: String { Self.text("\(folder)/log/maillog") }

  /// Ends Postfix and removes a temporary folder if this process is killed: a shell waits for the end of a pipe.
  private func watch(_ master: ChildProcess) throws(KitError) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw .system(doing: "make a pipe", code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let removal = temporary == nil ? "" : "; sleep 0.2; rm -rf '\(folder)'"
    // After an orderly stop there is no such group any more, and the folder goes with its owner.
    let script =
      "read x; kill -TERM -\(master.identifier) 2>/dev/null && { sleep 0.5; kill -KILL -\(master.identifier) 2>/dev/null\(removal); }"
    let process = try ChildProcess("/bin/sh", ["-c", script], input: ends[0], ownSession: true)
    close(ends[0])
    guardian = (process, ends[1])
  }

  private func greets(_ port: UInt16) -> Bool {
    guard let client = try? SMTPClient(port: port, milliseconds: 1_000) else { return false }
    defer { client.quit() }
    return client.greeting.code == 220
  }

  private func waitForGroup(_ group: pid_t) {
    for _ in 0..<500 where kill(-group, 0) == 0 { usleep(10_000) }
  }

  private static func daemonFolder() throws(KitError) -> String {
    let result = try ChildProcess.run("/usr/sbin/postconf", ["-d", "-h", "daemon_directory"])
    let path = String(decoding: result.output.prefix { $0 != 0x0A }, as: UTF8.self)
    guard result.status == 0, access("\(path)/master", X_OK) == 0 else {
      throw .missing(program: "postfix", package: "postfix")
    }
    return path
  }

  static func text(_ path: String) -> String {
    (try? Data(contentsOf: URL(filePath: path))).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
