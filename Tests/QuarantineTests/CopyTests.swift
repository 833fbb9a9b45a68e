import Foundation
import GRDB
import Policy
import PosternKit
import Spool
import Testing

@testable import Quarantine

@Suite("A message that goes in several copies")
struct CopyTests {
  private let officer = "dco@oakfield.example"
  private let families = ["a@families.example", "b@families.example", "c@families.example"]
  private let sample: Sample
  private let store: QuarantineStore

  init() throws {
    sample = try Sample()
    store = try sample.open()
  }

  /// A copy for each recipient.
  private func message(rules: [String] = ["sen.to-pupils"]) -> HeldMessage {
    sampleMessage(
      recipients: families, rules: rules,
      copies: families.map { .init(addresses: [$0], shown: .only([$0, "t.ash@oakfield.example"])) })
  }

  private func accept() throws -> HeldID {
    try store.accept(message(), content: sampleContent(), how: .init(forgets: true)).id
  }

  private func rows(_ id: HeldID) throws -> [Outgoing] { try store.outgoing(about: id).filter { $0.kind == .release } }

  private func end(_ row: Outgoing, _ outcome: ReleaseOutcome = ReleaseOutcome(queueID: "4A")) throws {
    _ = try store.begin(row.id, digest: WireDigest(sampleContent()))
    try store.settle(row.id, outcome)
  }

  private func refusal(_ address: String) -> ReleaseOutcome {
    ReleaseOutcome(refused: [.init(address: address, reply: "550 5.1.1 no such mailbox", isTemporary: false)])
  }

  @Test("is stored, and each copy is in the outbox with its recipients and whom it shows, in one transaction")
  func accepted() throws {
    let id = try accept()
    let rows = try rows(id)
    #expect(rows.map { $0.record.envelope.recipients.map(\.address) } == families.map { [$0] })
    #expect(rows.map(\.record.shown) == families.map { .only([$0, "t.ash@oakfield.example"]) })
    #expect(rows.allSatisfy { $0.record.envelope.sender.parameters.contains("RET=HDRS") })
    #expect(try store.show(id).summary.state == .releasing)
    #expect(try Sample.names(sample.state + "/content").count == 1)
    #expect(try sample.files(with: "a@families.example").isEmpty)
    #expect(try store.verifyAudit().isEmpty)
  }

  @Test("the same message again is accepted once, also after all of it has gone")
  func again() throws {
    let id = try accept()
    #expect(
      try store.accept(message(), content: sampleContent(), how: .init(forgets: true)) == Hold(id: id, isRepeat: true))
    for row in try rows(id) { try end(row) }
    #expect(try store.accept(message(), content: sampleContent(), how: .init(forgets: true)).isRepeat)
    #expect(try store.acceptedBefore(message(), content: sampleContent()) == id)
  }

  @Test("has gone when its last copy has, whichever that is, and then nothing of it is left")
  func ends() throws {
    let id = try accept()
    for row in try rows(id).reversed() {
      #expect(try store.show(id).summary.state == .releasing)
      #expect(try store.claimedContent(id).size > 0)
      try end(row)
    }
    #expect(try store.show(id).summary.state == .released)
    #expect(try store.show(id).message == nil)
    #expect(try Sample.names(sample.state + "/content").isEmpty)
    // The last row that went stays, as it tells that receipts work.
    sample.clock.advance(1)
    let later = try store.accept(sampleMessage(number: 2), content: sampleContent(), how: .init(forgets: true)).id
    for row in try rows(later) { try end(row) }
    sample.clock.advance(40 * 86_400)
    #expect(try store.purge(outbox: 30 * 86_400, personal: 366 * 86_400).messages == 1)
  }

  @Test("a copy that is refused for good is told of once, with the number of those who have it")
  func refusedCopy() throws {
    let id = try accept()
    let copies = try rows(id)
    let letter = OutgoingDraft(
      envelope: Envelope(sender: .init(address: ""), recipients: [.init(address: "t@oakfield.example")]), mail: [],
      purpose: "told")
    for (row, address) in zip(copies, families) {
      _ = try store.begin(row.id, digest: WireDigest(sampleContent()))
      try store.settle(row.id, address == families[0] ? refusal(address) : ReleaseOutcome(queueID: "4A")) { refusal in
        #expect((refusal.refused, refusal.taken) == (1, 2))
        #expect(refusal.wasPending)
        return [letter]
      }
    }
    #expect(try store.show(id).summary.state == .released)
    #expect(
      try sample.database().read { try Int.fetchOne($0, sql: "SELECT count(*) FROM outgoing WHERE kind = 'notice'") }
        == 1)
  }

  @Test("where no copy is taken it is held, and a release asks for all of them again")
  func allRefused() throws {
    let id = try accept()
    for (row, address) in zip(try rows(id), families) { try end(row, refusal(address)) }
    #expect(try store.show(id).summary.state == .held)
    #expect(try store.show(id).outcome?.refused.map(\.address) == families)
    #expect(try store.queueRelease([id], by: officer).count == 3)
  }

  @Test("where one copy is uncertain the message is, and once it is known not to have gone, it alone is sent again")
  func uncertain() throws {
    let id = try store.hold(message(), content: sampleContent()).id
    let asked = try store.queueRelease([id], by: officer)
    #expect(asked.count == 3)
    let copies = try rows(id)
    _ = try store.begin(copies[1].id, digest: WireDigest(sampleContent()))
    try store.leaveUncertain(copies[1].id, problem: "nobody can tell")
    #expect(try store.show(id).summary.state == .releasing)
    try end(copies[0])
    try end(copies[2])
    #expect(try store.show(id).summary.state == .uncertain)
    try store.settleUncertain(id, wasSent: false, by: officer, reason: "asked the recipient")
    let again = try store.queueRelease([id], by: officer)
    #expect(try again.map { try store.outgoing($0).record.envelope.recipients.map(\.address) } == [[families[1]]])
    try end(store.outgoing(again[0]))
    #expect(try store.show(id).summary.state == .released)
  }

  @Test("held, it is one message with one reference, and goes in its copies when it is released")
  func held() throws {
    let id = try store.hold(message(), content: sampleContent()).id
    let asked = try store.queueCopies([id], by: officer)
    #expect(asked.map(\.id) == [id, id, id])
    #expect(try rows(id).map(\.record.shown) == families.map { .only([$0, "t.ash@oakfield.example"]) })
  }

  @Test("a recipient who is in no copy gets none as it came: nothing is queued, and a person is told")
  func inNoCopy() throws {
    let copies = [HeldMessage.Copy(addresses: Array(families[..<2]), shown: .nobody, route: .verifiedTLS)]
    let message = sampleMessage(recipients: families, copies: copies)
    let id = try store.hold(message, content: sampleContent()).id
    let error = try #require(throws: QuarantineError.self) { try store.queueRelease([id], by: officer) }
    #expect(error.kind == .copyMissing)
    #expect(!error.isTemporary)
    #expect(error.description.contains("1 of its recipients"))
    #expect(try store.show(id).summary.state == .held)
    #expect(try rows(id).isEmpty)
    let accepted = try #require(throws: QuarantineError.self) {
      try store.accept(
        sampleMessage(recipients: families, number: 2, copies: copies), content: sampleContent(),
        how: .init(forgets: true))
    }
    #expect(accepted.kind == .copyMissing)
    #expect(try Sample.names(sample.state + "/content").count == 1)
  }

  @Test("what was held with its addresses to be hidden goes so")
  func hidden() throws {
    let copies = [HeldMessage.Copy(addresses: families, shown: .nobody)]
    let id = try store.hold(sampleMessage(recipients: families, copies: copies), content: sampleContent()).id
    try store.queueRelease([id], by: officer)
    #expect(try rows(id).map(\.record.shown) == [.nobody])
  }
}
