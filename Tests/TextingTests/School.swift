import Configuration
import Foundation
import Policy
import PosternKit
import Protection
import Quarantine
import Spool
import Synchronization

@testable import Texting

/// A school with a gateway and a store of held mail.
final class School {
  let folder: TemporaryFolder
  let settings: Settings
  let store: QuarantineStore
  let clock = Clock()

  static let secret = "vellichord-7741"
  static let number = "+447700900123"
  static let words = "lantern-orbit-velvet"

  final class Clock: Sendable {
    private let value = Mutex<Int64>(1_795_511_700)
    var now: Int64 { value.withLock { $0 } }
    func advance(_ seconds: Int64) { value.withLock { $0 += seconds } }
  }

  /// - Parameter sms: of the configuration, without its url.
  init(_ gateway: String, _ sms: String = School.form) throws {
    folder = try TemporaryFolder("texting")
    let secret = try folder.write("sms.secret", text: Self.secret + "\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: secret)
    settings = try Settings.load(
      folder.write(
        "postern.yaml",
        text: """
          organisation: {name: Oakfield Academy, domains: [oakfield.example]}
          state: state
          keys: keys
          sms: {url: '\(gateway)', \(sms)}

          """))
    let clock = clock
    store = try QuarantineStore.open(
      state: settings.state, keys: KeyRing.load(settings.keys, create: true, apartFrom: settings.state), as: .console,
      now: { clock.now })
  }

  static let form = """
    secret_file: sms.secret, headers: {Authorization: 'Bearer {secret}'}, form: {to: '{number}', message: '{text}'}
    """

  var texts: Settings.TextMessages {
    get throws { try settings.textMessages ?? { throw Missing() }() }
  }

  struct Missing: Error {}

  /// A protected message whose password is to go to a telephone.
  func queue(number: String = School.number) throws -> HeldID {
    let id = try hold()
    try store.queueText(to: number, of: id, by: "t.marlow@oakfield.example", isSender: true, perDay: 20)
    return id
  }

  func hold() throws -> HeldID {
    let file = MemoryFile(label: "held")
    try file.append(Array("Subject: Zither\r\n\r\nText\r\n".utf8))
    try file.seal()
    let message = HeldMessage(
      envelope: Envelope(
        sender: .init(address: "t.marlow@oakfield.example"), recipients: [.init(address: "z@families.example")]),
      identity: "t.marlow@oakfield.example", receivedAt: clock.now, messageID: "<\(UUID())@oakfield.example>",
      rules: [], cabinets: [.general], releaser: .sender, ruleSetVersion: "v1",
      facts: .init(subject: "Zither", categories: [], people: ["Alma Brambleby"], places: [], identifiers: []))
    let id = try store.hold(message, content: file).id
    _ = try store.keepPassword(try Password(Self.words), for: id)
    return id
  }

  /// One round of the sender.
  @discardableResult
  func round() async throws -> [TextGateway.Answer] {
    let answers = Mutex<[TextGateway.Answer]>([])
    try await TextRound(texts, organisation: settings.organisation, store: store).run { answer in
      answers.withLock { $0.append(answer) }
    }
    return answers.withLock { $0 }
  }

  func text(_ id: HeldID) throws -> TextMessage? { try store.texts(about: id, visibleTo: nil).first }
}
