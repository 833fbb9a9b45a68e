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
    let row = try #require(try store.queueRelease([try hold(3)], by: officer).first)
    _ = try #require(try store.begin(row, digest: WireDigest(sampleContent())))
    try store.settle(row, ReleaseOutcome(queueID: "4R"))
    #expect(try store.list(HeldFilter(states: [])).map(\.state).contains(.released))
    #expect(try store.nearMisses().isEmpty)
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
