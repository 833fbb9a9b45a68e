import GRDB
import PosternKit
import Spool
import Testing

@testable import Quarantine

@Suite("What is kept, and what is let go")
struct KeepingTests {
  private let officer = "dco@oakfield.example"
  private let day: Int64 = 86_400

  private func released(_ store: QuarantineStore, _ recipient: String) throws -> HeldID {
    let id = try store.hold(sampleMessage(recipients: [recipient]), content: sampleContent()).id
    let row = try #require(try store.queueRelease([id], by: officer).first)
    _ = try #require(try store.begin(row, digest: WireDigest(sampleContent())))
    try store.settle(row, .init(queueID: "4A"))
    return id
  }

  @Test("a message that is kept is not returned, deleted or old; it may be released; --off ends that; all is audited")
  func kept() throws {
    let sample = try Sample()
    let store = try sample.open()
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    let error = try #require(throws: QuarantineError.self) { try store.setKept(id, true, by: officer, reason: " ") }
    #expect(error.kind == .reasonMissing)
    try store.setKept(id, true, by: officer, reason: "a complaint")
    #expect(try store.agedMessages() == [])
    let letter = Envelope(sender: .init(address: ""), recipients: [.init(address: "t@oakfield.example")])
    for attempt in [
      { try store.markDeleted(id, by: officer, reason: "test") },
      { _ = try store.queueReturn(id, envelope: letter, by: officer, reason: "test") },
    ] {
      #expect(try #require(throws: QuarantineError.self) { try attempt() }.kind == .kept)
    }
    #expect(try store.show(id).message != nil)
    try store.setKept(id, false, by: officer, reason: "it is over")
    #expect(try store.agedMessages().map(\.id) == [id])
    try store.markDeleted(id, by: officer, reason: "test")
    #expect(try store.auditLines().map(\.action) == [.held, .kept, .keepEnded, .deleted])
    #expect(throws: QuarantineError.self) { try store.setKept(id, true, by: officer, reason: "too late") }
  }

  @Test("an officer who may not know of a message cannot keep it either")
  func hidden() throws {
    let store = try Sample().open()
    let id = try store.hold(sampleMessage(conduct: ["head@oakfield.example"]), content: sampleContent()).id
    let error = try #require(throws: QuarantineError.self) {
      try store.setKept(id, true, by: "head@oakfield.example", reason: "mine")
    }
    #expect(error.kind == .notFound)
    #expect(try store.counts(since: 0, visibleTo: "head@oakfield.example") == .init())
    #expect(try store.counts(since: 0, visibleTo: officer).held == 1)
  }

  @Test("the content of what was released is shredded in time, that it was released stays; what is kept stays whole")
  func forgotten() throws {
    let store = try Sample().open()
    let id = try released(store, "a@families.example")
    let kept = try released(store, "b@families.example")
    try store.setKept(kept, true, by: officer, reason: "a complaint")
    #expect(try Array(store.releasedWithContent().keys) == [id])
    for id in [id, kept] { try store.forget(id) }
    let detail = try store.show(id)
    #expect(detail.summary.state == .released)
    #expect(detail.message == nil)
    #expect(throws: QuarantineError.self) { try store.content(id, reason: "test", by: officer) }
    #expect(try store.show(kept).message != nil)
    #expect(try store.verifyAudit() == [])
  }

  @Test("finished rows of the outbox go after their time, unless they are still needed")
  func outbox() throws {
    let sample = try Sample()
    let store = try sample.open()
    let id = try released(store, "a@families.example")
    let failed = try store.hold(sampleMessage(recipients: ["b@families.example"]), content: sampleContent()).id
    let row = try #require(try store.queueRelease([failed], by: officer).first)
    _ = try #require(try store.begin(row, digest: WireDigest(sampleContent())))
    try store.fail(row, .init(problem: "no"))
    sample.clock.advance(31 * day)
    let last = try released(store, "c@families.example")
    #expect(try store.purge(outbox: 30 * day, personal: 700 * day).letters == 1)
    let left = try sample.database().read { try String.fetchAll($0, sql: "SELECT held FROM outgoing ORDER BY rowid") }
    #expect(left == ["\(failed)", "\(last)"], "one may be released again, and its tries are counted; one is young")
    #expect(try store.queueRelease([failed], by: officer) != [row])
    #expect(try store.show(id).summary.state == .released)
  }

  @Test(
    "after its time the trail keeps no names; neither file nor log holds them, sealed as they were; the chain stays")
  func personal() throws {
    let sample = try Sample()
    let store = try sample.open()
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    try store.setKept(id, true, by: officer, reason: "a complaint")
    _ = try released(store, "b@families.example")
    let sealed = try sample.database().read {
      try AuditRow.fetchAll($0, sql: AuditRow.select + " ORDER BY number").compactMap(\.personal)
    }
    sample.clock.advance(800 * day)
    #expect(try store.purge(outbox: 30 * day, personal: 731 * day).auditParts == 3)
    let lines = try store.auditLines()
    #expect(lines.map { $0.actor == nil } == [false, false, true, true, true], "what is kept keeps its names")
    #expect(try store.verifyAudit() == [])
    let files = try Sample.tree(sample.state)
    for part in sealed.suffix(3) {
      for (name, bytes) in files { #expect(!Sample.contains(bytes, Array(part.prefix(28))), "\(name)") }
    }
    #expect(files.values.contains { Sample.contains($0, Array(sealed[0])) }, "the search itself can find")
  }

  @Test("a row of a message that is over goes with the names, and nothing else does")
  func rows() throws {
    let sample = try Sample()
    let store = try sample.open()
    let old = try store.hold(sampleMessage(), content: sampleContent()).id
    try store.markDeleted(old, by: officer, reason: "test")
    let waits = try store.hold(sampleMessage(recipients: ["b@families.example"]), content: sampleContent()).id
    sample.clock.advance(800 * day)
    #expect(try store.purge(outbox: 30 * day, personal: 731 * day).messages == 1)
    #expect(try store.list(HeldFilter(states: [])).map(\.id) == [waits])
  }
}
