public import Foundation
import Glibc
import Spool

/// A whole mail system for trying things out: a private Postfix with Postern in it, and a next hop that keeps what it
/// gets. Everything ends, and every file goes, with it.
public final class Site {
  /// Where its files are: `postern.yaml`, `postern.log`, `keys`, `state`, `temporary`.
  public let folder: TemporaryFolder
  public let nextHop: NextHop
  public let postfix: PrivatePostfix
  /// The `postern` program.
  public let postern: String
  private var filter: ChildProcess
  private let filterEnvironment: [String: String]
  let consolePort: UInt16
  /// Where senders open their links, where the settings have `senders: {` under `console: {`.
  public let sendersPort: UInt16
  var console: ChildProcess?
  /// Ends the console, if this process is killed.
  var consoleGuardian: Guardian?
  /// Ends Postern and removes the folder, if this process is killed.
  private let guardian: Guardian

  /// The path of the configuration.
  public var configuration: String { folder.file("postern.yaml") }
  /// All that Postern has logged.
  public var log: String { (try? String(contentsOfFile: folder.file("postern.log"), encoding: .utf8)) ?? "" }
  /// The supervisor.
  public var filterProcess: pid_t { filter.identifier }
  /// Nil while it does not run.
  public var consoleProcess: pid_t? { console?.identifier }

  /// Lays everything out and starts it.
  /// - Parameters:
  ///   - programs: the folder of `postern` and `postern-inspector`.
  ///   - school: a folder whose `.csv`, `.txt` and `postern.yaml` are taken over; nil for `settings` alone.
  ///   - settings: YAML added to the configuration; sockets and ports are put in by the site.
  ///   - laterMilters: of the re-injection service, after Postern's, in Postfix's form.
  ///   - milterPort: lets Postern listen on this TCP port instead of a Unix socket.
  ///   - patterns: compiled expressions to take over, and to add to.
  ///   - environment: added to that of the filter.
  /// - Throws: `KitError`; `.program` with what Postern said when it does not start.
  public init(
    programs: String, school: String? = nil, settings: String = "", postfix lines: [String] = [],
    laterMilters: [String] = [], milterPort: UInt16? = nil, patterns: KeptPatterns? = nil,
    environment: [String: String] = [:]
  ) throws {
    filterEnvironment = environment
    postern = programs + "/postern"
    folder = try TemporaryFolder("postern-site")
    let delivered = folder.file("delivered")
    for path in [delivered, folder.file("temporary")] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    nextHop = try NextHop(folder: delivered)
    let reinjection = try freePort()
    let tls = try freePort()
    consolePort = try freePort()
    sendersPort = try freePort()
    let socket = milterPort.map { "inet:\($0)@127.0.0.1" } ?? "unix:" + folder.file("milter.sock")

    var text = ""
    if let school {
      for name in try FileManager.default.contentsOfDirectory(atPath: school)
      where name.hasSuffix(".csv") || name.hasSuffix(".txt") {
        try FileManager.default.copyItem(atPath: school + "/" + name, toPath: folder.file(name))
      }
      text = try String(contentsOfFile: school + "/postern.yaml", encoding: .utf8)
    }
    text += """

      \(settings.replacing("console: {", with: "console: {port: \(consolePort), ")
        .replacing("senders: {", with: "senders: {url: 'http://127.0.0.1:\(sendersPort)', port: \(sendersPort), "))
      listen: {milter: "\(socket)", socket_mode: "0666"}
      reinject: {port: \(reinjection), postfix: \(folder.file("postfix/etc")), log: \(folder.file("postfix/log/maillog"))}
      tls: {port: \(tls), relay: true}
      \(settings.contains("console:") ? "" : "console: {port: \(consolePort)}")

      """
    _ = try folder.write("postern.yaml", text: text)
    guardian = try Guardian(removing: folder.path)
    var settings = PostfixSettings(
      milters: [milterPort.map { "inet:127.0.0.1:\($0)" } ?? socket], nextHop: nextHop)
    settings.mainLines = lines
    settings.reinjectionMilters = settings.milters + laterMilters
    var service = PostfixSettings.TLSService(port: tls)
    service.nextHop = "[localhost]:\(nextHop.port)"
    settings.tls = service
    postfix = try PrivatePostfix(settings, folder: folder.file("postfix"), reinjectionPort: reinjection)
    patterns?.give(to: folder.file("state"))
    filter = try Self.startFilter(postern, folder, filterEnvironment)
    guardian.watch("\(filter.identifier)")
    try Self.waitUntilItListens(filter, folder)
    patterns?.take(from: folder.file("state"))
    try postfix.start()
  }

  deinit { stop() }

  private static func startFilter(
    _ postern: String, _ folder: TemporaryFolder, _ environment: [String: String]
  ) throws -> ChildProcess {
    let log = open(folder.file("postern.log"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    defer { close(log) }
    return try ChildProcess(
      postern, ["filter", "--config", folder.file("postern.yaml")],
      environment: temporaryFolders(folder).merging(environment) { $1 }, output: log, ownSession: true)
  }

  /// So that a test can look at all that Postern, or a library of it, puts into a temporary folder.
  var temporaryFolders: [String: String] { Self.temporaryFolders(folder) }

  private static func temporaryFolders(_ folder: TemporaryFolder) -> [String: String] {
    ["TMPDIR": folder.file("temporary"), "SQLITE_TMPDIR": folder.file("temporary")]
  }

  private static func waitUntilItListens(_ filter: ChildProcess, _ folder: TemporaryFolder) throws {
    let path = folder.file("postern.log")
    for _ in 0..<1_200 {
      let log = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      // Said when the socket takes connections.
      if log.contains("milter listens") { return }
      guard filter.isRunning else { throw SiteError(description: "Postern did not start:\n\(log)") }
      usleep(25_000)
    }
    throw SiteError(description: "Postern does not listen after 30 s")
  }

  /// Starts Postern again after `stopFilter`.
  public func startFilter() throws {
    // The old log says that it listens already.
    try? FileManager.default.moveItem(
      atPath: folder.file("postern.log"), toPath: folder.file("postern.log.\(UUID().uuidString)"))
    filter = try Self.startFilter(postern, folder, filterEnvironment)
    guardian.watch("\(filter.identifier)")
    try Self.waitUntilItListens(filter, folder)
  }

  /// Whether the supervisor runs.
  public var isFilterRunning: Bool { filter.isRunning }

  /// Starts Postern again, after its supervisor was killed or has ended, and does not wait for it.
  public func startFilterAtOnce() throws {
    filter = try Self.startFilter(postern, folder, filterEnvironment)
    guardian.watch("\(filter.identifier)")
  }

  /// Ends Postern and leaves the rest running. A supervisor that was killed would leave its filter behind, so that it
  /// gets the time to finish what it has in hand.
  public func stopFilter() {
    filter.end(milliseconds: 60_000)
    guardian.watch("")
  }

  /// Sends a message as a mail program does that has logged in; nil logs in nobody.
  public func send(
    _ message: [UInt8], from sender: String, to recipients: [String], login: String? = nil
  ) throws -> SMTPReply {
    let client = try SMTPClient(port: postfix.port)
    defer { client.quit() }
    _ = try client.hello("desk.example")
    if let login { _ = try client.pose(login: login) }
    return try client.send(
      message,
      envelope: Envelope(
        sender: Envelope.Path(address: sender), recipients: recipients.map { Envelope.Path(address: $0) }))
  }

  /// Runs `postern` with this site's configuration.
  /// - Returns: what it said on standard output and standard error, and its exit status.
  public func run(
    _ arguments: [String], input: Data = Data()
  ) throws -> (output: String, errors: String, status: Int32) {
    let process = Process()
    process.executableURL = URL(filePath: postern)
    process.arguments = arguments + ["--config", configuration]
    process.environment = ProcessInfo.processInfo.environment.merging(Self.temporaryFolders(folder)) { $1 }
    // Files, not pipes: neither side can then block the other.
    let inputFile = try folder.write("input-\(UUID().uuidString)", input)
    let outputFile = try folder.write("output-\(UUID().uuidString)", text: "")
    let errorFile = try folder.write("errors-\(UUID().uuidString)", text: "")
    defer { for file in [inputFile, outputFile, errorFile] { unlink(file) } }
    process.standardInput = FileHandle(forReadingAtPath: inputFile)
    process.standardOutput = FileHandle(forWritingAtPath: outputFile)
    process.standardError = FileHandle(forWritingAtPath: errorFile)
    try process.run()
    process.waitUntilExit()
    return (
      String(decoding: FileManager.default.contents(atPath: outputFile) ?? Data(), as: UTF8.self),
      String(decoding: FileManager.default.contents(atPath: errorFile) ?? Data(), as: UTF8.self),
      process.terminationStatus
    )
  }

  /// Rows of the database of held mail, each column as text, read from outside: by Python.
  /// - Parameter state: the state folder; the site's own when nil.
  public func rows(_ query: String, state: String? = nil) throws -> [[String]] {
    let program = """
      import json, sqlite3, sys
      database = sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True, timeout=30)
      print(json.dumps([[str(column) for column in row] for row in database.execute(sys.argv[2])]))
      """
    let result = try ChildProcess.run(
      "/usr/bin/python3", ["-c", program, (state ?? folder.file("state")) + "/quarantine.db", query])
    guard result.status == 0 else {
      throw SiteError(description: String(decoding: result.output, as: UTF8.self))
    }
    return try JSONDecoder().decode([[String]].self, from: Data(result.output))
  }

  /// A held message as `postern held show --json` tells it.
  public struct Held: Decodable, Hashable, Sendable {
    public var reference: String
    public var state: String
    public var sender: String?
    public var recipients: [String]
    public var rules: [String]
    public var categories: [String]
    public var people: [String]
    /// The reference of its case.
    public var caseReference: String
    public var queueID: String?
    public var problem: String?
    public var refused: [String]

    enum CodingKeys: String, CodingKey {
      case reference, state, sender, recipients, rules, categories, people, problem, refused
      case caseReference = "case"
      case queueID = "queue_id"
    }
  }

  /// What is held now, newest first.
  public func held() throws -> [Held] {
    struct Line: Decodable { var reference: String }
    return try run(["held", "list", "--json"]).output.split(separator: "\n").map { line in
      let reference = try JSONDecoder().decode(Line.self, from: Data(line.utf8)).reference
      return try JSONDecoder().decode(Held.self, from: Data(run(["held", "show", reference, "--json"]).output.utf8))
    }
  }

  /// Ends every process. The files go with this object.
  public func stop() {
    stopConsole()
    postfix.stop()
    stopFilter()
    nextHop.stop()
  }
}

/// Why a site could not be set up.
public struct SiteError: Error, CustomStringConvertible {
  public var description: String

  public init(description: String) { self.description = description }
}
