import Configuration
import Policy
import PosternKit
import Quarantine
import Spool
import Synchronization
import Testing

@testable import Delivery

@Suite("How a try to send ends")
struct OutboxTests {
  private let folder: TemporaryFolder
  private let hop: NextHop
  private let settings: Settings
  private let store: QuarantineStore

  init() throws {
    folder = try TemporaryFolder("outbox")
    hop = try NextHop()
    settings = try school(folder, port: hop.port)
    store = try QuarantineStore.open(
      state: settings.state, keys: KeyRing.load(settings.keys, create: true, apartFrom: settings.state))
  }

  private func outbox(_ report: (@Sendable (String) -> Void)? = nil) -> Outbox {
    Outbox(settings, store: store, writer: NoticeWriter(settings), report: report)
  }

  private func queued(_ message: HeldMessage) throws -> OutgoingID {
    let id = try store.hold(message, content: memoryFile(PosternKit.message("To: all@x.example\n\nb\n"))).id
    return try #require(try store.queueRelease([id], by: "senco@oakfield.example").first)
  }

  @Test("as sent, where one recipient has it by the first try and the other is refused for good in the second")
  func mixed() throws {
    let row = try queued(held())
    let outbox = outbox()
    let later = SMTPReply(451, "4.2.0 later")
    let never = SMTPReply(550, "5.1.1 nobody here")
    for (reply, isLast) in [(later, false), (never, true)] {
      hop.answering { stage in
        if case .recipient(let path) = stage, path.address.hasPrefix("b.") { return reply }
        return nil
      }
      let result = try outbox.send(row)
      if isLast {
        guard case .sent(let outcome) = result else { return #expect(Bool(false), "\(result)") }
        #expect(outcome.refused.map(\.address) == ["b.parent@families.example"])
      } else {
        guard case .waits = result else { return #expect(Bool(false), "\(result)") }
      }
    }
    #expect(hop.messages.map { $0.envelope.recipients.map(\.address) } == [["a.parent@families.example"]])
  }

  @Test(
    "as waiting, where it is to go by verified TLS and nothing of that is configured any more: the log is told once")
  func withoutService() throws {
    var message = held()
    message.copies = [
      .init(addresses: message.envelope.recipients.map(\.address), shown: .everybody, route: .verifiedTLS)
    ]
    let row = try queued(message)
    let said = Said()
    let outbox = outbox { said.add($0) }
    for _ in 0..<2 { #expect(try outbox.send(row) == .waits(problem: VerifiedReinjection.none.description)) }
    #expect(said.lines == [VerifiedReinjection.none.description])
    #expect(hop.count == 0)
  }
}

private final class Said: Sendable {
  private let all = Mutex<[String]>([])
  var lines: [String] { all.withLock { $0 } }
  func add(_ line: String) { all.withLock { $0.append(line) } }
}
