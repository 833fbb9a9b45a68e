import Crypto
import Foundation
import GRDB

extension QuarantineStore {
  /// Puts a line on the trail and commits it.
  func audit(_ action: AuditAction, of id: HeldID?, by actor: String, reason: String) throws(QuarantineError) {
    try attempt("write the audit trail") {
      try database.write { db in try self.append(action, of: id, by: actor, reason: reason, db) }
    }
  }

  /// Puts a line about the school's records on the trail and commits it.
  public func auditRecords(_ action: AuditAction, by actor: String, reason: String) throws(QuarantineError) {
    try audit(action, of: nil, by: actor, reason: reason)
  }

  /// The same within a transaction that does what the line tells.
  func append(_ action: AuditAction, of id: HeldID?, by actor: String, reason: String, _ db: Database) throws {
    let master = try KeyInUse.read(db, keys)
    let part = PersonalPart(actor: actor, reason: reason)
    let last = try Row.fetchOne(
      db, sql: "SELECT number, hash FROM audit WHERE writer = ? ORDER BY number DESC LIMIT 1", arguments: [auditWriter])
    var row = AuditRow(
      writer: auditWriter, number: (last?["number"] as Int64? ?? 0) + 1, time: now(), action: action.rawValue,
      held: id?.description, keyID: master.id, personal: nil, commitment: part.commitment, hash: Data())
    row.hash = row.hash(after: last?["hash"] as Data? ?? Data())
    try db.execute(
      sql: """
        INSERT INTO audit (writer, number, time, action, held, keyID, personal, commitment, hash)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        row.writer, row.number, row.time, row.action, row.held, row.keyID, try part.sealed(by: master, on: row.place),
        row.commitment, row.hash,
      ])
    let head = try AuditHead(
      writer: row.writer, number: row.number, time: row.time, hash: Array(row.hash), signedBy: secrets.signing)
    try db.execute(
      sql: "INSERT OR REPLACE INTO auditHead (writer, number, time, hash, signature) VALUES (?, ?, ?, ?, ?)",
      arguments: [head.writer, head.number, head.time, row.hash, Data(head.signature)])
  }

  /// The trail in the order in which it was written; of one message, or of all.
  /// - Parameters:
  ///   - since: no older lines than this; Unix time in seconds.
  ///   - reader: lines about messages that it may not know of are left out (D17). Nil for the system's own use.
  public func auditLines(
    of id: HeldID? = nil, since: Int64? = nil, visibleTo reader: String? = nil
  ) throws(QuarantineError) -> [AuditLine] {
    let rows = try attempt("read the audit trail") {
      try database.read { db in
        try AuditRow.fetchAll(
          db, sql: AuditRow.select + " WHERE (?1 IS NULL OR held = ?1) AND (?2 IS NULL OR time >= ?2) ORDER BY rowid",
          arguments: [id?.description, since])
      }
    }
    var visibility: [HeldID: Bool] = [:]
    var lines: [AuditLine] = []
    for row in rows {
      if let line = try line(row, visibleTo: reader.map { [$0] }, &visibility) { lines.append(line) }
    }
    return lines
  }

  /// Nil for one that a reader may not know of (D17), and for one that we did not write.
  /// - Parameter visibility: what is known of messages already.
  func line(
    _ row: AuditRow, visibleTo reader: Set<String>?, _ visibility: inout [HeldID: Bool]
  ) throws(QuarantineError) -> AuditLine? {
    guard let action = AuditAction(rawValue: row.action) else { return nil }
    let held = row.held.flatMap { HeldID($0) }
    if let held, let reader {
      if visibility[held] == nil {
        var isSeen = true
        for address in reader where isSeen { isSeen = try sees(held, address) }
        visibility[held] = isSeen
      }
      guard visibility[held] == true else { return nil }
    }
    let part = personal(row)
    if let reader, let reason = part?.reason {
      if action.isOfRegister, reader.contains(where: { isHidden(registerLine: reason, from: $0) }) { return nil }
      // Whoever is looked into is told by people, not by a list.
      if action == .investigationOpened, reader.contains(where: { reason.hasPrefix($0.lowercased() + ":") }) {
        return nil
      }
    }
    return AuditLine(
      writer: row.writer, number: row.number, time: row.time, action: action, held: held, actor: part?.actor,
      reason: part?.reason)
  }

  /// The signed end of each chain, sorted by writer.
  public func auditHeads() throws(QuarantineError) -> [AuditHead] {
    try attempt("read the audit trail") {
      try database.read { db in
        try Row.fetchAll(db, sql: "SELECT * FROM auditHead ORDER BY writer").map { AuditHead(row: $0) }
      }
    }
  }

  /// The public key that heads are signed with: 32 bytes (RFC 8032 §5.1.5).
  public var auditKey: [UInt8] { Array(secrets.signing.publicKey.rawRepresentation) }

  func personal(_ row: AuditRow) -> PersonalPart? {
    guard let sealed = row.personal, let master = keys.known(row.keyID) else { return nil }
    return try? PersonalPart(opening: sealed, by: master, on: row.place)
  }

  private func sees(_ id: HeldID, _ reader: String) throws(QuarantineError) -> Bool {
    do {
      _ = try visible(id, to: reader)
      return true
    } catch  where error.kind == .notFound {
      return false
    }
  }
}

extension AuditHead {
  init(row: Row) {
    self.init(
      writer: row["writer"], number: row["number"], time: row["time"], hash: Array(row["hash"] as Data),
      signature: Array(row["signature"] as Data))
  }
}
