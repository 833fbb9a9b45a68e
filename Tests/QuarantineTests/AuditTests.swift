import GRDB
import Glibc
import PosternKit
import Testing

@testable import Quarantine

@Suite("The audit trail")
struct AuditTests {
  /// A trail of six lines.
  private func trail() throws -> (Sample, QuarantineStore) {
    let sample = try Sample()
    let store = try sample.open()
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    for n in 1...3 { _ = try store.content(id, reason: "reason \(n)", by: "dco@oakfield.example") }
    for row in try store.queueRelease([id], by: "dco@oakfield.example", reason: "checked by telephone") {
      _ = try store.begin(row, digest: WireDigest(sampleContent()))
      try store.settle(row, ReleaseOutcome(queueID: "4A"))
    }
    return (sample, store)
  }

  @Test("each deed leaves a line with who, what and why, and a whole trail has no fault")
  func whole() throws {
    let (_, store) = try trail()
    let lines = try store.auditLines()
    #expect(lines.map(\.action) == [.held, .contentSeen, .contentSeen, .contentSeen, .releaseBegun, .released])
    #expect(lines.map(\.number) == [1, 2, 3, 4, 5, 6])
    #expect(lines[2].actor == "dco@oakfield.example")
    #expect(lines[2].reason == "reason 2")
    #expect(lines[5].actor == "dco@oakfield.example")
    #expect(try store.verifyAudit() == [])
  }

  @Test("content is not handed out without a reason, and not when the trail cannot be written")
  func reason() throws {
    let sample = try Sample()
    let store = try sample.open()
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    let error = try #require(throws: QuarantineError.self) {
      try store.content(id, reason: " \n", by: "dco@oakfield.example")
    }
    #expect(error.kind == .reasonMissing)
    let other = try sample.database()
    try other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
    let locked = try #require(throws: QuarantineError.self) {
      try store.content(id, reason: "test", by: "dco@oakfield.example")
    }
    #expect(locked.kind == .locked)
    try other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
    #expect(try store.auditLines().count == 1)
  }

  @Test(
    "a changed line is found, whichever field was changed",
    arguments: [
      "time = time + 1", "action = 'deleted'", "held = 'AAAA-BBBB'", "commitment = zeroblob(32)", "hash = zeroblob(32)",
      "personal = (SELECT personal FROM audit WHERE number = 2)",
    ])
  func changed(change: String) throws {
    let (sample, store) = try trail()
    try sample.database().write { db in try db.execute(sql: "UPDATE audit SET \(change) WHERE number = 3") }
    #expect(try store.verifyAudit().contains(AuditFault("filter", .changed(line: 3))))
  }

  @Test("a line that was taken out is found, in the middle and at the end, and so is a forged head")
  func removed() throws {
    let (sample, store) = try trail()
    try sample.database().write { db in try db.execute(sql: "DELETE FROM audit WHERE number = 6") }
    #expect(try store.verifyAudit() == [AuditFault("filter", .cutOff(after: 5))])
    try sample.database().write { db in
      try db.execute(sql: "UPDATE auditHead SET number = 5, hash = (SELECT hash FROM audit WHERE number = 5)")
    }
    #expect(try store.verifyAudit() == [AuditFault("filter", .headForged)])
    try sample.database().write { db in try db.execute(sql: "DELETE FROM auditHead") }
    #expect(try store.verifyAudit() == [AuditFault("filter", .headForged)])
    let (second, whole) = try trail()
    try second.database().write { db in try db.execute(sql: "DELETE FROM audit WHERE number = 3") }
    #expect(try whole.verifyAudit().contains(AuditFault("filter", .gap(before: 4))))
    try second.database().write { db in try db.execute(sql: "UPDATE audit SET number = number - 1 WHERE number > 3") }
    #expect(try whole.verifyAudit().contains(AuditFault("filter", .changed(line: 3))))
  }

  @Test("erasing the personal part of a line leaves the trail whole, and its commitment cannot be guessed at")
  func erased() throws {
    let (sample, store) = try trail()
    let row = try #require(
      try sample.database().read { try AuditRow.fetchOne($0, sql: AuditRow.select + " WHERE number = 3") })
    try sample.database().write { db in try db.execute(sql: "UPDATE audit SET personal = NULL WHERE number = 3") }
    #expect(try store.verifyAudit() == [])
    #expect(try store.auditLines()[2].actor == nil)
    let guess = PersonalPart(actor: "dco@oakfield.example", reason: "reason 2")
    #expect(guess.commitment != row.commitment)
  }

  @Test("each writer has a chain of its own, numbered from 1, and all are checked")
  func chains() throws {
    let (sample, store) = try trail()
    let tool = try sample.open(as: .commandLine)
    let id = try #require(try tool.list(HeldFilter(states: [])).first).id
    for n in 1...2 { _ = try tool.content(id, reason: "again \(n)", by: "dco@oakfield.example") }
    let lines = try store.auditLines()
    #expect(Set(lines.map(\.writer)) == ["filter", "uid\(getuid())"])
    #expect(lines.suffix(2).map(\.number) == [1, 2])
    #expect(try store.verifyAudit() == [])
    try sample.database().write { db in try db.execute(sql: "DELETE FROM audit WHERE writer <> 'filter' AND number = 2")
    }
    #expect(try store.verifyAudit() == [AuditFault("uid\(getuid())", .cutOff(after: 1))])
  }

  @Test("lines can be asked for from a time on, in the order in which they were written")
  func since() throws {
    let (sample, store) = try trail()
    sample.clock.advance(60)
    let id = try store.hold(sampleMessage(recipients: ["b@families.example"]), content: sampleContent()).id
    #expect(try store.auditLines(since: sample.clock.time).map(\.held) == [id])
    #expect(try store.auditLines(since: sample.clock.time + 1) == [])
  }
}

@Suite("The audit trail, looked through")
struct AuditFilterTests {
  private let officer = "dco@oakfield.example"
  private let sample: Sample
  private let store: QuarantineStore

  init() throws {
    sample = try Sample()
    store = try sample.open()
  }

  private func all(_ filter: AuditFilter, visibleTo reader: Set<String>? = nil) throws -> [AuditLine] {
    try store.audit(filter, limit: 10_000, visibleTo: reader).lines
  }

  @Test("by time, deed, doer and message, the newest first")
  func filters() throws {
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    let start = sample.clock.time
    for number in 1...3 {
      sample.clock.advance(100)
      _ = try store.content(id, reason: "reason \(number)", by: number == 2 ? "DSL@oakfield.example" : officer)
    }
    #expect(try all(AuditFilter()).map(\.action) == [.contentSeen, .contentSeen, .contentSeen, .held])
    #expect(try all(AuditFilter(since: start + 100, until: start + 300)).map(\.reason) == ["reason 2", "reason 1"])
    #expect(try all(AuditFilter(actions: [.held, .deleted])).count == 1)
    #expect(try all(AuditFilter(actor: "dsl@oakfield.example")).map(\.reason) == ["reason 2"])
    #expect(try all(AuditFilter(held: id)).count == 4)
    #expect(try all(AuditFilter(held: .random())).isEmpty)
  }

  @Test("in pages that leave nothing out and repeat nothing, however few of the lines are meant")
  func pages() throws {
    for number in 1...1_203 {
      try store.auditRecords(
        .personShown, by: number % 400 == 0 ? "rare@oakfield.example" : officer, reason: "\(number)")
    }
    for (actor, expected) in [(officer, 1_200), ("rare@oakfield.example", 3)] {
      var seen: [String] = []
      var place: Int64?
      repeat {
        let page = try store.audit(AuditFilter(actor: actor), from: place, limit: 7, visibleTo: nil)
        #expect(page.lines.count <= 7)
        seen += page.lines.compactMap(\.reason)
        place = page.next
      } while place != nil
      #expect(seen.count == expected)
      #expect(Set(seen).count == expected)
      #expect(seen == seen.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) })
    }
  }

  @Test("without what its reader may not know of (D17)")
  func hidden() throws {
    _ = try store.hold(sampleMessage(conduct: [officer]), content: sampleContent())
    #expect(try all(AuditFilter(), visibleTo: ["other@home.example", officer]).isEmpty)
    #expect(try all(AuditFilter()).count == 1)
  }

  @Test("that it was taken out stands on it")
  func exported() throws {
    try store.noteAuditExport("4 lines as CSV: all lines", by: officer)
    #expect(try store.auditLines().last?.action == .auditExported)
    #expect(try store.verifyAudit() == [])
  }
}
