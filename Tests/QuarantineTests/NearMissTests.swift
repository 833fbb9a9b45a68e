import Configuration
import Detection
import Policy
import Spool
import Testing

@testable import Quarantine

@Suite("Near misses")
struct NearMissTests {
  private let officer = "dco@oakfield.example"
  private let sample: Sample
  private let store: QuarantineStore

  init() throws {
    sample = try Sample()
    store = try sample.open()
  }

  private func hold(_ number: Int = 1, _ change: (inout HeldMessage) -> Void = { _ in }) throws -> HeldID {
    var message = sampleMessage(number: number)
    change(&message)
    return try store.hold(message, content: sampleContent("Body \(number).\r\n")).id
  }

  private func giveBack(_ id: HeldID, by actor: String) throws {
    let row = try store.queueReturn(
      id, envelope: Envelope(sender: .init(address: ""), recipients: [.init(address: "t.wobblegate@oakfield.example")]),
      by: actor, reason: "the wrong family")
    _ = try #require(try store.begin(row, digest: WireDigest(sampleContent())))
    try store.settle(row, ReleaseOutcome(queueID: "4Q"))
  }

  @Test("held mail that is deleted or given back is one, apart from the breaches, without a clock or a name")
  func kept() throws {
    let withdrawn = try hold(1)
    try store.markDeleted(withdrawn, by: officer, reason: "its sender asked")
    let returned = try hold(2)
    try giveBack(returned, by: officer)
    let misses = try store.nearMisses()
    #expect(misses.map(\.record.nearMiss) == [.returned, .withdrawn])
    #expect(misses.map(\.record.held) == [returned, withdrawn])
    #expect(try store.breaches(closedToo: true).isEmpty)
    for miss in misses {
      #expect(miss.closedAt != nil && miss.clock == nil)
      #expect(miss.record.sender.isEmpty && miss.record.subject.isEmpty && miss.account.people.isEmpty)
      #expect(miss.account.peopleCount == 1 && miss.account.categories == [.sen, .identifiers])
      #expect(miss.record.rules == ["sen.to-pupils"] && miss.account[.what] == "SEN information")
      #expect(miss.record.domain == "oakfield.example" && miss.record.cabinets == [.sen])
    }
    sample.clock.advance(100 * 3_600)
    #expect(try store.breachesToWarnOf().isEmpty)
    // They go when their years are over, as the others do.
    #expect(try store.forgetBreaches(before: sample.clock.time) == 2)
  }

  @Test("what was released, what nobody decided on, and what held nothing about anybody is none")
  func none() throws {
    try giveBack(try hold(1), by: QuarantineStore.retentionActor)
    let empty = try hold(2) { $0.facts = .init(subject: "Marmaladesubject") }
    try store.markDeleted(empty, by: officer, reason: "a test")
    let harmless = try hold(4)
    try store.markFalseAlarm(harmless, by: officer, reason: "a namesake")
    try giveBack(harmless, by: officer)
    let row = try #require(try store.queueRelease([try hold(3)], by: officer).first)
    _ = try #require(try store.begin(row, digest: WireDigest(sampleContent())))
    try store.settle(row, ReleaseOutcome(queueID: "4R"))
    #expect(try store.list(HeldFilter(states: [])).map(\.state).contains(.released))
    #expect(try store.nearMisses().isEmpty)
  }

  @Test("what went to some alone, or with other addresses to be seen, was mended; what went as it was, was not")
  func mendedByRelease() throws {
    let two = ["a.quillfeather@families.example", "b.quillfeather@families.example"]
    func release(_ number: Int, _ choice: ReleaseChoice, withheld: [String] = []) throws {
      let id = try hold(number) {
        $0.envelope.recipients = two.map { .init(address: $0) }
      }
      let detail = try store.show(id)
      let message = try #require(detail.message)
      let copies = try message.copies(of: id, choice, leavingOut: [])
      let rows = try store.queueRelease(
        [ReleaseOrder(id, copies: copies, withheld: withheld, cutParts: 0, stamp: detail.stamp)], by: officer,
        reason: "checked")
      for (_, row) in rows {
        _ = try #require(try store.begin(row, digest: WireDigest(sampleContent())))
        try store.settle(row, ReleaseOutcome(queueID: "4S"))
      }
      #expect(try store.show(id).summary.state == .released)
    }
    try release(1, ReleaseChoice())
    #expect(try store.nearMisses().isEmpty)
    try release(2, ReleaseChoice(recipients: [two[0]]), withheld: [two[1]])
    try release(3, ReleaseChoice(addresses: .hidden))
    #expect(try store.nearMisses().map(\.record.nearMiss) == [.mended, .mended])
  }

  @Test("what was mended is noted once; and who may not know of the message knows of no near miss")
  func mended() throws {
    let id = try hold(1) {
      $0.concernsConduct = true
      $0.conductSubjects = ["head@oakfield.example"]
    }
    #expect(try store.noteNearMiss(.mended, of: id) != nil)
    #expect(try store.noteNearMiss(.mended, of: id) == nil)
    #expect(try store.nearMisses(visibleTo: officer).count == 1)
    #expect(try store.nearMisses(visibleTo: "Head@oakfield.example").isEmpty)
  }
}
