import Crypto
import Foundation
import GRDB
import PosternKit
import Testing

@testable import Quarantine

@Suite("What anchors the audit trail outside the store")
struct AnchorTests {
  private let officer = "dco@oakfield.example"

  /// A trail of four lines, and its anchor.
  private func trail() throws -> (Sample, QuarantineStore, AuditHead) {
    let sample = try Sample()
    let store = try sample.open()
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    for n in 1...3 { _ = try store.content(id, reason: "reason \(n)", by: officer) }
    return (sample, store, try #require(try store.auditHeads().first))
  }

  /// Writes every line of the chain anew with another action, as somebody can who has all of the store's keys.
  private func rewrite(_ sample: Sample, signing key: Curve25519.Signing.PrivateKey, upTo last: Int64) throws {
    try sample.database().write { db in
      var previous = Data()
      for var row in try AuditRow.fetchAll(db, sql: AuditRow.select + " ORDER BY number") where row.number <= last {
        if row.number == 2 { row.time -= 3_600 }
        row.hash = row.hash(after: previous)
        previous = row.hash
        try db.execute(
          sql: "UPDATE audit SET time = ?, hash = ? WHERE number = ?", arguments: [row.time, row.hash, row.number])
      }
      try db.execute(sql: "DELETE FROM audit WHERE number > ?", arguments: [last])
      let head = try AuditHead(writer: "filter", number: last, time: 1, hash: Array(previous), signedBy: key)
      try db.execute(
        sql: "INSERT OR REPLACE INTO auditHead VALUES ('filter', ?, 1, ?, ?)",
        arguments: [last, previous, Data(head.signature)])
    }
  }

  @Test("a whole trail fits its anchors, older ones too")
  func whole() throws {
    let (_, store, head) = try trail()
    let id = try #require(try store.list().first).id
    _ = try store.content(id, reason: "one more", by: officer)
    #expect(try store.verifyAudit(anchors: [head] + store.auditHeads()) == [])
  }

  @Test("a full rewrite with a head that is signed with the right key shows against an anchor, and only there")
  func rewritten() throws {
    let (sample, store, head) = try trail()
    try rewrite(sample, signing: store.secrets.signing, upTo: 4)
    #expect(try store.verifyAudit() == [], "by itself the store cannot know")
    #expect(try store.verifyAudit(anchors: [head]) == [AuditFault("filter", .rewritten(line: 4))])
  }

  @Test("a full rewrite with a head of another key is forged")
  func forgedHead() throws {
    let (sample, store, head) = try trail()
    try rewrite(sample, signing: .init(), upTo: 4)
    #expect(try store.verifyAudit() == [AuditFault("filter", .headForged)])
    #expect(try store.verifyAudit(anchors: [head]).contains(AuditFault("filter", .rewritten(line: 4))))
  }

  @Test("a tail that was cut with a head signed anew, and a chain that is gone, show against an anchor")
  func cut() throws {
    let (sample, store, head) = try trail()
    try rewrite(sample, signing: store.secrets.signing, upTo: 1)
    #expect(try store.verifyAudit() == [])
    #expect(try store.verifyAudit(anchors: [head]) == [AuditFault("filter", .cutOff(after: 1))])
    try sample.database().write { db in
      try db.execute(sql: "DELETE FROM audit")
      try db.execute(sql: "DELETE FROM auditHead")
    }
    #expect(try store.verifyAudit() == [])
    #expect(try store.verifyAudit(anchors: [head]) == [AuditFault("filter", .cutOff(after: 0))])
  }

  @Test("an anchor that we did not sign is told as such")
  func forgedAnchor() throws {
    let (_, store, head) = try trail()
    let forged = try AuditHead(
      writer: head.writer, number: head.number, time: head.time, hash: head.hash, signedBy: .init())
    #expect(try store.verifyAudit(anchors: [forged]) == [AuditFault("filter", .anchorForged(line: 4))])
  }

  @Test("anchors are found in a journal, in a folded and in a quoted letter, and nothing else is taken for one")
  func text() throws {
    let (_, _, head) = try trail()
    let journal =
      "Nov 24 09:00:01 mail postern[42]: 2026-11-24T09:00:01+0000 notice postern: [Gateway] \(head.anchor)\n"
    #expect(AuditHead.anchors(in: journal) == [head])
    #expect(AuditHead.anchors(in: "Please keep this:\r\n\r\n\(head.anchorLines)\r\n\r\nBye") == [head])
    let quoted = head.anchorLines.split(separator: "\n").map { "> > \($0)" }.joined(separator: "\r\n")
    #expect(AuditHead.anchors(in: quoted + "\n" + journal) == [head, head])
    for line in head.anchorLines.split(separator: "\n") { #expect(line.count <= 72) }
    #expect(AuditHead.anchors(in: "postern-audit-anchor filter 4 1 x y z postern-audit-anchor filter") == [])
  }

  @Test("the signing key stays when the store is opened again, and is 32 bytes")
  func key() throws {
    let (sample, store, _) = try trail()
    #expect(store.auditKey.count == 32)
    #expect(try sample.open(as: .commandLine).auditKey == store.auditKey)
  }
}
