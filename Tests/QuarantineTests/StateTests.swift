import Foundation
import GRDB
import Glibc
import Policy
import PosternKit
import Spool
import Testing

@testable import Quarantine

@Suite("What becomes of a held message")
struct StateTests {
  private let officer = "dco@oakfield.example"

  @Test("a release is asked for once, and what was released is not released again")
  func release() throws {
    let sample = try Sample()
    let store = try sample.open()
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    let row = try #require(try store.queueRelease([id], by: officer).first)
    #expect(try store.list().map(\.state) == [.releasing])
    let second = try #require(throws: QuarantineError.self) { try store.queueRelease([id], by: officer) }
    #expect(second.kind == .wrongState(.releasing))
    let outcome = ReleaseOutcome(queueID: "4AbC")
    _ = try #require(try store.begin(row, digest: WireDigest(sampleContent())))
    #expect(try store.settle(row, outcome) == .sent)
    let third = try #require(throws: QuarantineError.self) { try store.queueRelease([id], by: officer) }
    #expect(third.kind == .wrongState(.released))
    #expect(try store.show(id).outcome == outcome)
    #expect(try store.list() == [])
    #expect(try store.hold(sampleMessage(), content: sampleContent()) == Hold(id: id, isRepeat: true))
  }

  @Test("a release that failed is held again; one of unknown outcome waits for a person", arguments: [true, false])
  func failed(wasSent: Bool) throws {
    let store = try Sample().open()
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    var row = try #require(try store.queueRelease([id], by: officer).first)
    _ = try store.begin(row, digest: WireDigest(sampleContent()))
    try store.fail(row, ReleaseOutcome(problem: "nobody of that name"))
    #expect(try store.show(id).summary.state == .held)
    #expect(try store.show(id).outcome?.problem == "nobody of that name")
    row = try #require(try store.queueRelease([id], by: officer).first)
    _ = try store.begin(row, digest: WireDigest(sampleContent()))
    try store.leaveUncertain(row, problem: "broke off")
    #expect(try store.list().map(\.state) == [.uncertain])
    let error = try #require(throws: QuarantineError.self) { try store.queueRelease([id], by: officer) }
    #expect(error.kind == .wrongState(.uncertain))
    #expect(throws: QuarantineError.self) {
      try store.settleUncertain(id, wasSent: wasSent, by: officer, reason: " ")
    }
    try store.settleUncertain(id, wasSent: wasSent, by: officer, reason: "looked into the log")
    #expect(try store.show(id).summary.state == (wasSent ? .released : .held))
    #expect(try store.auditLines().last?.reason == "looked into the log")
    #expect(try store.auditLines().last?.action == (wasSent ? .released : .reopened))
    if !wasSent { try store.queueRelease([id], by: officer) }
  }

  @Test("messages of a case are released together or not at all")
  func together() throws {
    let store = try Sample().open()
    let first = try store.hold(sampleMessage(), content: sampleContent()).id
    let second = try store.hold(sampleMessage(recipients: ["b@families.example"]), content: sampleContent()).id
    try store.markDeleted(second, by: officer, reason: "not for them")
    #expect(throws: QuarantineError.self) { try store.queueRelease([first, second], by: officer) }
    #expect(try store.show(first).summary.state == .held)
    #expect(try store.outgoing(about: first) == [])
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
    #expect(Sample.contains(Sample.bytes(sample.keys + "/keys.db"), wrapped))
    if returns {
      let letter = Envelope(sender: .init(address: ""), recipients: [.init(address: "t.wobblegate@oakfield.example")])
      let row = try store.queueReturn(id, envelope: letter, by: officer, reason: "its sender asked")
      #expect(try store.show(id).summary.state == .returning)
      _ = try store.begin(row, digest: WireDigest(sampleContent()))
      try store.settle(row, ReleaseOutcome(queueID: "4AbC"))
    } else {
      try store.markDeleted(id, by: officer, reason: "sent by mistake")
    }
    #expect(try Sample.names(sample.state + "/content") == [])
    for name in try Sample.names(sample.keys) where name.hasPrefix("keys.db") {
      #expect(!Sample.contains(Sample.bytes("\(sample.keys)/\(name)"), wrapped), "\(name)")
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
      try store.queueRelease([strict], by: "T.Wobblegate@oakfield.example")
    }
    #expect(error.kind == .ownHold)
    try store.queueRelease([strict], by: officer)
    let own = try store.hold(sampleMessage(recipients: ["b@families.example"]), content: sampleContent()).id
    try store.queueRelease([own], by: "t.wobblegate@oakfield.example")
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
        { _ = try store.queueRelease([id], by: reader) }, { try store.markDeleted(id, by: reader, reason: "test") },
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
