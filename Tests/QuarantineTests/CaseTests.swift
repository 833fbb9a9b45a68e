import PosternKit
import Spool
import Testing

@testable import Quarantine

@Suite("Cases: one message or one run of mail, one notice, one decision")
struct CaseTests {
  private let sample: Sample
  private let store: QuarantineStore

  init() throws {
    sample = try Sample()
    store = try sample.open()
  }

  /// Holds a message with a letter to its sender.
  private func hold(_ message: HeldMessage, _ body: String = "Xylophona has quokkafever.\r\n") throws -> HeldSummary {
    let announcement = HoldAnnouncement(sender: message.identity, perHour: 100) { id, _ in
      [
        OutgoingDraft(
          envelope: .init(sender: .init(address: ""), recipients: [.init(address: message.identity)]), mail: [],
          purpose: "held \(id)")
      ]
    }
    let id = try store.hold(message, content: sampleContent(body), announcing: announcement).id
    return try store.show(id).summary
  }

  @Test("transactions of one message with other recipients are kept, as one case that is told of once")
  func split() throws {
    let parts = try ["a", "b", "c"].map { try hold(sampleMessage(recipients: ["\($0)@families.example"])) }
    #expect(Set(parts.map(\.id)).count == 3)
    #expect(Set(parts.map(\.caseID)) == [parts[0].id])
    #expect(try store.dueOutgoing().count == 1)
    #expect(try store.caseMembers(of: parts[2].id).map(\.id) == parts.map(\.id))
  }

  @Test("a part that comes after the others were released is told of anew")
  func lateComer() throws {
    let first = try hold(sampleMessage(recipients: ["a@families.example"]))
    try store.queueRelease([first.id], by: "dco@oakfield.example")
    let second = try hold(sampleMessage(recipients: ["b@families.example"]))
    #expect(second.caseID == first.id)
    #expect(try store.dueOutgoing().count == 2)
  }

  @Test("a run of near-identical messages of one sender is one case; other senders, rules, texts and times are not")
  func run() throws {
    let likeness: UInt64 = 0x0123_4567_89AB_CDEF
    let first = try hold(sampleMessage(number: 1, likeness: likeness), "1\r\n")
    let near = try hold(sampleMessage(number: 2, likeness: likeness ^ 0xFF), "2\r\n")
    #expect(near.caseID == first.id)
    #expect(try store.dueOutgoing().count == 1)
    let far = try hold(sampleMessage(number: 3, likeness: ~likeness), "3\r\n")
    #expect(far.caseID == far.id)
    let otherRules = try hold(sampleMessage(rules: ["health.own"], number: 4, likeness: likeness), "4\r\n")
    #expect(otherRules.caseID == otherRules.id)
    var message = sampleMessage(number: 5, likeness: likeness)
    message.identity = "another@oakfield.example"
    let otherSender = try hold(message, "5\r\n")
    #expect(otherSender.caseID == otherSender.id)
    let short = try hold(sampleMessage(number: 6), "6\r\n")
    #expect(short.caseID == short.id)
    sample.clock.advance(901)
    let later = try hold(sampleMessage(number: 7, likeness: likeness), "7\r\n")
    #expect(later.caseID == later.id)
  }

  @Test("a run is one case however long it is, while its messages follow one another")
  func longRun() throws {
    let first = try hold(sampleMessage(number: 0, likeness: 1), "0\r\n")
    for number in 1...40 {
      sample.clock.advance(600)
      #expect(try hold(sampleMessage(number: number, likeness: 1), "\(number)\r\n").caseID == first.id)
    }
    #expect(try store.dueOutgoing().count == 1)
  }

  @Test("who may not know of a message sees nothing of it among the messages of its case")
  func hidden() throws {
    let open = try hold(sampleMessage(recipients: ["a@families.example"]))
    _ = try hold(sampleMessage(recipients: ["head@oakfield.example"], conduct: ["deputy@oakfield.example"]))
    #expect(try store.caseMembers(of: open.id).count == 2)
    #expect(try store.caseMembers(of: open.id, visibleTo: "head@oakfield.example").map(\.id) == [open.id])
  }
}
