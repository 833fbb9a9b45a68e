import Foundation
import GRDB
import Glibc
import Policy
import PosternKit
import Testing

@testable import Quarantine

@Suite("What becomes of a held message")
struct StateTests {
  private let officer = "dco@oakfield.example"

  @Test("a release is claimed once, and what was released is not released again")
  func release() throws {
    let sample = try Sample()
    let store = try sample.open()
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    try store.beginRelease(id, by: officer)
    let second = try #require(throws: QuarantineError.self) { try store.beginRelease(id, by: officer) }
    #expect(second.kind == .wrongState(.releasing))
    let outcome = ReleaseOutcome(
      queueID: "4AbC", refused: [.init(address: "x@families.example", reply: "550 5.1.1 no", isTemporary: false)])
    try store.markReleased(id, by: officer, outcome: outcome)
    let third = try #require(throws: QuarantineError.self) { try store.beginRelease(id, by: officer) }
    #expect(third.kind == .wrongState(.released))
    #expect(try store.show(id).outcome == outcome)
    #expect(try store.list() == [])
    #expect(try store.hold(sampleMessage(), content: sampleContent()) == Hold(id: id, isRepeat: true))
  }

  @Test("a release that failed is held again; one of unknown outcome waits for a person")
  func failed() throws {
    let store = try Sample().open()
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    try store.beginRelease(id, by: officer)
    try store.markFailed(id, by: officer, outcome: .init(problem: "no connection"), isUncertain: false)
    #expect(try store.show(id).summary.state == .held)
    #expect(try store.show(id).outcome?.problem == "no connection")
    try store.beginRelease(id, by: officer)
    try store.markFailed(id, by: officer, outcome: .init(problem: "broke off"), isUncertain: true)
    #expect(throws: QuarantineError.self) { try store.beginRelease(id, by: officer) }
    try store.reopen(id, by: officer, reason: "not in the log")
    #expect(try store.show(id).summary.state == .held)
  }

  @Test("a claim whose process died becomes uncertain, never held again by itself")
  func deadClaim() throws {
    let sample = try Sample()
    var store: QuarantineStore? = try sample.open()
    let id = try #require(try store?.hold(sampleMessage(), content: sampleContent())).id
    try store?.beginRelease(id, by: officer)
    store = nil
    #expect(try sample.open().show(id).summary.state == .releasing)
    sample.clock.advance(2 * 3_600)
    #expect(try sample.open().show(id).summary.state == .uncertain)
  }

  @Test(
    "deleting and returning shred: key row and content file are gone, and the raw bytes of the wrapped key with them",
    arguments: [true, false])
  func shred(returns: Bool) throws {
    let sample = try Sample()
    let store = try sample.open()
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    let wrapped = try store.keyDatabase.read {
      try [UInt8](Data.fetchOne($0, sql: "SELECT wrapped FROM messageKey") ?? Data())
    }
    let record = try store.database.read { try [UInt8](Data.fetchOne($0, sql: "SELECT record FROM held") ?? Data()) }
    #expect(wrapped.count == 60)
    #expect(Sample.contains(Sample.bytes(sample.state + "/keys.db"), wrapped))
    if returns {
      try store.beginReturn(id, by: officer, reason: "its sender asked")
      try store.markReturned(id, by: officer)
    } else {
      try store.markDeleted(id, by: officer, reason: "sent by mistake")
    }
    #expect(try Sample.names(sample.state + "/content") == [])
    for name in try Sample.names(sample.state) where name.hasPrefix("keys.db") {
      #expect(!Sample.contains(Sample.bytes("\(sample.state)/\(name)"), wrapped), "\(name)")
    }
    #expect(!record.isEmpty)
    let detail = try store.show(id)
    #expect(detail.message == nil)
    #expect(detail.summary.state == (returns ? .returned : .deleted))
    #expect(throws: QuarantineError.self) { try store.content(id, reason: "test", by: officer) }
    #expect(try store.verifyAudit() == [])
  }

  @Test("a shredding that a crash interrupted is ended at the next start, by the command line too")
  func interruptedShredding() throws {
    let sample = try Sample()
    let store = try sample.open()
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    try sample.database().write { db in try db.execute(sql: "UPDATE held SET state = 'deleted', record = NULL") }
    #expect(access(sample.content(id), F_OK) == 0)
    _ = try sample.open(as: .commandLine)
    #expect(access(sample.content(id), F_OK) != 0)
    #expect(try store.keyDatabase.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM messageKey") } == 0)
  }

  @Test("nobody ends a hold of their own where the rule asks for another")
  func ownHold() throws {
    let store = try Sample().open()
    let strict = try store.hold(sampleMessage(releaser: .officer), content: sampleContent()).id
    let error = try #require(throws: QuarantineError.self) {
      try store.beginRelease(strict, by: "T.Wobblegate@oakfield.example")
    }
    #expect(error.kind == .ownHold)
    try store.beginRelease(strict, by: officer)
    let own = try store.hold(sampleMessage(recipients: ["b@families.example"]), content: sampleContent()).id
    try store.beginRelease(own, by: "t.wobblegate@oakfield.example")
  }

  @Test("an officer who is subject or recipient of a conduct matter sees nothing of it: no line, count, facts or trail")
  func hidden() throws {
    let store = try Sample().open()
    let id = try store.hold(sampleMessage(conduct: ["head@oakfield.example"]), content: sampleContent()).id
    for reader in ["Head@Oakfield.example", "z.quillfeather@families.example"] {
      #expect(try store.list(visibleTo: reader) == [])
      #expect(try store.auditLines(visibleTo: reader) == [])
      for attempt in [
        { _ = try store.show(id, visibleTo: reader) }, { _ = try store.content(id, reason: "test", by: reader) },
        { try store.beginRelease(id, by: reader) }, { try store.markDeleted(id, by: reader, reason: "test") },
      ] {
        #expect(try #require(throws: QuarantineError.self) { try attempt() }.kind == .notFound)
      }
    }
    #expect(try store.list(visibleTo: "chair@oakfield.example").map(\.id) == [id])
    try store.markDeleted(id, by: "chair@oakfield.example", reason: "dealt with")
    #expect(try store.list(HeldFilter(states: []), visibleTo: "head@oakfield.example") == [])
    #expect(try store.list(HeldFilter(states: []), visibleTo: "chair@oakfield.example").count == 1)
  }

  @Test("a message that concerns nobody's conduct is not hidden from its recipient")
  func notHidden() throws {
    let store = try Sample().open()
    _ = try store.hold(sampleMessage(recipients: ["head@oakfield.example"]), content: sampleContent())
    #expect(try store.list(visibleTo: "head@oakfield.example").count == 1)
  }

  @Test("notices are counted for each sender and hour, over restarts, and say how many were left out")
  func notices() throws {
    let sample = try Sample()
    for expected in [NoticeAdmission.send(leftOut: 0), .send(leftOut: 0), .leaveOut, .leaveOut] {
      #expect(try sample.open().admitNotice(to: "T@oakfield.example", perHour: 2) == expected)
    }
    #expect(try sample.open().admitNotice(to: "other@oakfield.example", perHour: 2) == .send(leftOut: 0))
    sample.clock.advance(3_601)
    #expect(try sample.open().admitNotice(to: "t@oakfield.example", perHour: 2) == .send(leftOut: 2))
    #expect(try sample.open().admitNotice(to: "t@oakfield.example", perHour: 2) == .send(leftOut: 0))
    #expect(try sample.open().admitNotice(to: "t@oakfield.example", perHour: 0) == .leaveOut)
  }
}
