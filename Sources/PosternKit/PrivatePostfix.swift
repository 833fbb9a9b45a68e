import FoundationEssentials
public import Glibc

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
  /// Its first process, whose group all others are in; nil while it does not run.
  public var masterProcess: pid_t? { master?.identifier }
  private var guardian: Guardian?

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
    // What was said before is of an earlier life.
    let before = log.utf8.count
    let complaints = open("\(folder)/log/master", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
    defer { close(complaints) }
    let master = try ChildProcess(
      "\(daemons)/master", ["-c", configuration, "-d"], output: complaints, ownSession: true)
    self.master = master
    try watch(master)
    let deadline = ContinuousClock.now + .milliseconds(milliseconds)
    while !greets(port) || !greets(reinjectionPort) {
      let said = Self.text("\(folder)/log/master") + String(decoding: log.utf8.dropFirst(before), as: UTF8.self)
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
    guardian?.watch("")
  }

  /// Takes a new set-up, also while it runs; services take it up with their next connection.
  public func reload(_ settings: PostfixSettings? = nil) throws(KitError) {
    if let settings { self.settings = settings }
    try writeConfiguration()
    master?.signal(SIGHUP)
  }

  /// All that it has logged.
  public var log: String { Self.text("\(folder)/log/maillog") }

  /// Ends Postfix and removes a temporary folder when this process has ended, however it did.
  private func watch(_ master: ChildProcess) throws(KitError) {
    if guardian == nil { guardian = try Guardian(removing: temporary == nil ? nil : folder) }
    // Postfix's children are in the master's process group.
    guardian?.watch("-\(master.identifier)")
  }

  private func greets(_ port: UInt16) -> Bool {
    guard let client = try? SMTPClient(port: port, milliseconds: 1_000) else { return false }
    defer { client.quit() }
    return client.greeting.code == 220
  }

  private func waitForGroup(_ group: pid_t) {
    var waited = 0
    while kill(-group, 0) == 0, waited < 5_000 {
      usleep(10_000)
      waited += 10
    }
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
