import Foundation
import PosternKit
import Spool
import Synchronization
import Testing

/// A small school's whole mail system, running: a private Postfix, `postern filter` before it, and a next hop behind.
///
/// Sendable because a suite that shares one is serialized: one test at a time uses it.
final class School: @unchecked Sendable {
  let site: Site
  /// Kept for as long as it runs.
  private let files: SchoolFolder?
  /// Stands after Postern's milter before the re-injection service, where a suite asks for it.
  let gate: HoldingMilter?
  let signer: OpenDKIM?
  /// Where a suite replaces the programs.
  let installed: InstalledPrograms?
  /// Lines of main.cf.
  let postfix: [String]
  private var known: Set<String> = []

  /// The small school, or one of one's own making.
  convenience init(
    files: SchoolFolder? = nil, gate: HoldingMilter? = nil, signer: OpenDKIM? = nil, postfix: [String] = [],
    limits: String = School.ample, installed: InstalledPrograms? = nil
  ) throws {
    let files = try files ?? SchoolFolder()
    try self.init(
      folder: files.folder.path, files: files, gate: gate, signer: signer, postfix: postfix, limits: limits,
      installed: installed)
  }

  /// A slow machine must not turn into a finding.
  static let ample = "{workers: 2, inspection_milliseconds: 120000}"

  /// - Parameter folder: a school's records and configuration.
  init(
    folder: String, files: SchoolFolder? = nil, gate: HoldingMilter? = nil, signer: OpenDKIM? = nil,
    postfix lines: [String] = [], limits: String = School.ample, installed: InstalledPrograms? = nil
  ) throws {
    self.files = files
    self.installed = installed
    self.gate = gate
    self.signer = signer
    postfix = Self.usual + lines
    site = try Site(
      programs: installed?.path ?? Checkout.programs, school: folder,
      settings: "limits: \(limits)",
      postfix: postfix,
      laterMilters: [gate?.address, signer?.address].compactMap { $0 },
      // Under a unit the state is another user's.
      patterns: installed == nil ? .ofThisProcess : nil)
  }

  /// Else Postfix's own client would break lines of more than 998 bytes, also of what is signed.
  private static let usual = ["smtp_line_length_limit = 0"]

  /// How a message comes in.
  enum Client {
    /// The sender's own mail program, somewhere on the Internet, logged in.
    case login(String)
    /// A server of the school, by its address.
    case trusted
    /// Anybody else.
    case outside
  }

  /// An open connection as this client, after EHLO.
  func connection(_ client: Client) throws -> SMTPClient {
    let connection = try SMTPClient(port: site.postfix.port, milliseconds: 180_000)
    switch client {
    case .login(let name): #expect(try connection.pose(login: name, address: "203.0.113.5").isPositive)
    case .trusted: try connection.hello()
    case .outside: #expect(try connection.pose(address: "203.0.113.9").isPositive)
    }
    return connection
  }

  /// Sends a message.
  /// - Returns: the reply to its last byte, or the first refusal before it.
  @discardableResult
  func send(
    _ mail: Mail, as client: Client? = nil, parameters: [String] = [], recipientParameters: [String] = []
  ) throws -> SMTPReply {
    try send(
      mail.bytes, from: mail.envelopeSender, to: mail.envelopeRecipients, as: client ?? .login(mail.from),
      parameters: parameters, recipientParameters: recipientParameters)
  }

  /// Sends bytes as they are.
  @discardableResult
  func send(
    _ bytes: [UInt8], from sender: String, to recipients: [String], as client: Client, parameters: [String] = [],
    recipientParameters: [String] = []
  ) throws -> SMTPReply {
    let connection = try connection(client)
    defer { connection.quit() }
    return try connection.send(
      bytes,
      envelope: Envelope(
        sender: Envelope.Path(address: sender, parameters: parameters),
        recipients: recipients.map { Envelope.Path(address: $0, parameters: recipientParameters) }))
  }

  /// Releases a held message, as an officer does.
  func release(_ held: Site.Held) throws {
    let result = try site.run(["held", "release", held.reference, "--reason", "checked"])
    #expect(result.status == 0, "\(result.errors)")
  }

  /// A message's one copy at the next hop; waits for it.
  func received(_ mail: Mail) throws -> ReceivedMessage {
    try site.nextHop.wait { $0.header("Message-ID") == [mail.identifier] }[0]
  }

  /// A message's copies at the next hop, when all that was sent has arrived.
  func copies(_ mail: Mail) throws -> [ReceivedMessage] {
    try site.postfix.waitForEmptyQueue()
    return site.nextHop.messages.filter { $0.header("Message-ID") == [mail.identifier] }
  }

  /// What was held since this was asked last, as `postern held show` tells it.
  func newlyHeld() throws -> [Site.Held] {
    let references = try heldReferences()
    let fresh = references.filter { known.insert($0).inserted }
    return try fresh.map { reference in
      let shown = try site.run(["held", "show", reference, "--json"])
      return try JSONDecoder().decode(Site.Held.self, from: Data(shown.output.utf8))
    }
  }

  private func heldReferences() throws -> [String] {
    struct Line: Decodable { var reference: String }
    return try site.run(["held", "list", "--json"]).output.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8)).reference
    }
  }

  /// The subjects of the letters from Postern to an address that have come so far.
  func notices(to address: String) -> [String] {
    site.nextHop.messages.filter { $0.isNotice(to: address) }.flatMap { $0.header("Subject") }
  }

  /// Waits for the first letter from Postern to an address.
  func notice(to address: String) throws -> ReceivedMessage {
    try site.nextHop.wait { $0.isNotice(to: address) }[0]
  }

  /// Waits until Postfix has handed over all that it has.
  func settleQueue() throws { try site.postfix.waitForEmptyQueue() }

  /// Waits until all that is in the outbox has arrived.
  func settle() throws {
    let open = "SELECT count(*) FROM outgoing WHERE state IN ('waiting', 'sending')"
    try until { try rows(open) == [["0"]] }
    try site.postfix.waitForEmptyQueue()
    _ = try heldReferences().map { known.insert($0) }
  }
}

extension ReceivedMessage {
  func isTo(_ address: String) -> Bool { envelope.recipients.map(\.address) == [address] }

  func isNotice(to address: String) -> Bool {
    envelope.recipients.map(\.address) == [address]
      && header("From").contains { $0.hasSuffix("<postern@oakfield.example>") }
  }

  /// All of it, with single spaces for line ends, however it was wrapped.
  var words: String {
    String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

/// Gives a suite one running school, which ends with it.
struct RunningSchool: SuiteTrait, TestScoping {
  @TaskLocal static var current: School?
  let make: @Sendable () throws -> School

  func provideScope(for test: Test, testCase: Test.Case?, performing function: () async throws -> Void) async throws {
    let school = try make()
    defer { school.site.stop() }
    try await Self.$current.withValue(school) { try await function() }
  }
}

extension SuiteTrait where Self == RunningSchool {
  static var school: Self { RunningSchool { try School() } }
  /// The sample school, with the rules that ship.
  static var oakfield: Self { RunningSchool { try School(folder: Checkout.path("examples/oakfield")) } }

  /// The school that the labelled examples speak of, with the rules that ship.
  static var larkfield: Self { RunningSchool { try School(folder: Checkout.path("rules/examples/school")) } }

  static func school(_ make: @escaping @Sendable () throws -> School) -> Self { RunningSchool(make: make) }
}

/// Suites that need a mail system of their own, one after the other: each is several processes.
@Suite("Through a real Postfix", .serialized)
enum ThroughPostfix {}

/// The same for those in which held mail goes on its way, and people are told. Most of the time of all these suites is
/// waiting: three at once are not too many.
@Suite("Through a real Postfix, to a release", .serialized)
enum ThroughRelease {}

/// The same for those in which something fails, dies, is full or starts anew.
@Suite("Through a real Postfix, when something fails", .serialized)
enum ThroughTrouble {}
