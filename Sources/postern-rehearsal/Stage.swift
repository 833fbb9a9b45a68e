import Foundation
import PosternKit
import Spool

/// Everything that runs during a rehearsal: Postfix, Postern, and a next hop that keeps what it gets.
final class Stage {
  let configuration: String
  private let folder: TemporaryFolder
  private let nextHop: NextHop
  private let postfix: PrivatePostfix
  private let filter: ChildProcess
  private let postern: String
  private var known: Set<String> = []

  /// - Throws: `KitError`, or `StageError` with what Postern said when it would not start.
  init(school: String) throws {
    postern = (CommandLine.arguments[0] as NSString).deletingLastPathComponent + "/postern"
    folder = try TemporaryFolder("postern-rehearsal")
    let mailFolder = folder.file("delivered")
    try FileManager.default.createDirectory(atPath: mailFolder, withIntermediateDirectories: true)
    nextHop = try NextHop(folder: mailFolder)
    let socket = folder.file("milter.sock")
    let reinjection = try freePort()
    configuration = try Self.configure(school: school, folder: folder, socket: socket, reinjection: reinjection)

    let log = open(folder.file("postern.log"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    defer { close(log) }
    filter = try ChildProcess(postern, ["filter", "--config", configuration], output: log, ownSession: true)
    try Self.wait(for: socket, filter, log: folder.file("postern.log"))

    postfix = try PrivatePostfix(
      PostfixSettings(milters: ["unix:" + socket], nextHop: nextHop), reinjectionPort: reinjection)
    try postfix.start()
  }

  /// The school's own configuration, with sockets, ports and folders of the rehearsal put in.
  private static func configure(
    school: String, folder: TemporaryFolder, socket: String, reinjection: UInt16
  ) throws -> String {
    let files = FileManager.default
    for name in try files.contentsOfDirectory(atPath: school) where name.hasSuffix(".csv") || name.hasSuffix(".txt") {
      try files.copyItem(atPath: school + "/" + name, toPath: folder.file(name))
    }
    let own = try String(contentsOfFile: school + "/postern.yaml", encoding: .utf8)
    return try folder.write(
      "postern.yaml",
      text: own + """

        listen: {milter: "unix:\(socket)", socket_mode: "0666"}
        reinject: {port: \(reinjection)}

        """)
  }

  private static func wait(for socket: String, _ filter: ChildProcess, log: String) throws {
    for _ in 0..<600 {
      if FileManager.default.fileExists(atPath: socket) { return }
      guard filter.isRunning else { break }
      usleep(50_000)
    }
    let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    throw StageError(description: "Postern did not start:\n\(said)")
  }

  /// Sends one sample message over SMTP, as its sender's mail program would, and looks where each copy went.
  func play(_ sample: SampleMessage) throws -> Outcome {
    let client = try SMTPClient(port: postfix.port)
    defer { client.quit() }
    _ = try client.hello("desk.oakfield.example")
    if let login = sample.login { _ = try client.pose(login: login) }
    let reply = try client.send(
      sample.message,
      envelope: Envelope(
        sender: Envelope.Path(address: sample.sender), recipients: sample.recipients.map { Envelope.Path(address: $0) }))
    try postfix.waitForEmptyQueue()

    var fates: [String: Outcome.Fate] = [:]
    var addressesHidden = false
    for received in nextHop.messages where received.header("Message-ID") == [sample.messageID] {
      for recipient in received.envelope.recipients { fates[recipient.address] = .delivered }
      if received.header("To") != sample.header("To") { addressesHidden = true }
    }
    for address in try newlyHeld() where fates[address] == nil { fates[address] = .held }
    for address in sample.recipients where fates[address] == nil { fates[address] = reply.isPermanent ? .refused : .lost }
    let verdict = try check(sample)
    return Outcome(
      sample: sample, fates: fates, addressesHidden: addressesHidden, rule: verdict.rule,
      why: verdict.explanation.first ?? "", reply: "\(reply)")
  }

  /// The recipients of what was held since the last message.
  private func newlyHeld() throws -> [String] {
    struct Line: Decodable { var reference: String }
    struct Detail: Decodable { var recipients: [String] }
    var recipients: [String] = []
    for line in try run(["held", "list", "--json"]).split(separator: "\n") {
      let reference = try JSONDecoder().decode(Line.self, from: Data(line.utf8)).reference
      guard known.insert(reference).inserted else { continue }
      let detail = try run(["held", "show", reference, "--json"])
      recipients += try JSONDecoder().decode(Detail.self, from: Data(detail.utf8)).recipients
    }
    return recipients
  }

  private struct Verdict: Decodable {
    var rule: String?
    var explanation: [String]
  }

  private func check(_ sample: SampleMessage) throws -> Verdict {
    let answer = try run(["check", "--json", sample.path, "--from", sample.login ?? sample.sender, "--to"] + sample.recipients)
    return try JSONDecoder().decode(Verdict.self, from: Data(answer.utf8))
  }

  private func run(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: postern)
    process.arguments = arguments + ["--config", configuration]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// How to go on by hand.
  var invitation: String {
    """

    It is still running. Send one of your own:
      swaks --server 127.0.0.1:\(postfix.port) --from teacher@oakfield.example --to someone@elsewhere.example \\
        --header "Subject: A try" --body "Aisha's EHCP review is on Tuesday."
    See what is held, what is known of it, and let it go:
      \(postern) held list --config \(configuration)
      \(postern) held show REFERENCE --config \(configuration)
      \(postern) held release REFERENCE --reason "checked" --config \(configuration)
    What would happen to a file?
      \(postern) check --config \(configuration) --from teacher@oakfield.example --to someone@elsewhere.example FILE.eml
    Delivered mail is in \(folder.file("delivered")), Postern's log in \(folder.file("postern.log")).
    Ctrl-C ends it and leaves nothing behind.
    """
  }

  /// Ends every process and removes every file.
  func takeDown() {
    postfix.stop()
    filter.end()
    nextHop.stop()
  }
}

struct StageError: Error, CustomStringConvertible {
  var description: String
}
