import Crypto
import Foundation
import GRDB

/// Who did it and why: erasable, while the line keeps a salted commitment to it (D23).
private struct PersonalPart: Codable {
  var actor: String
  var reason: String
  var salt: [UInt8]

  var commitment: Data {
    var hash = SHA256()
    hash.update(data: salt)
    for field in [actor, reason] { hash.update(data: Data("\(field.utf8.count):\(field)".utf8)) }
    return Data(hash.finalize())
  }
}

extension QuarantineStore {
  /// Puts a line on the trail and commits it.
  func audit(_ action: AuditAction, of id: HeldID?, by actor: String, reason: String) throws(QuarantineError) {
    try attempt("write the audit trail") {
      try database.write { db in try self.append(action, of: id, by: actor, reason: reason, db) }
    }
  }

  /// The same within a transaction that does what the line tells.
  func append(_ action: AuditAction, of id: HeldID?, by actor: String, reason: String, _ db: Database) throws {
    let master = keys.current
    let salt = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    let part = PersonalPart(actor: actor, reason: reason, salt: salt)
    let last = try Row.fetchOne(db, sql: "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")
    let number = (last?["number"] as Int64? ?? 0) + 1
    let time = now()
    let sealed = try AES.GCM.seal(
      JSONEncoder().encode(part), using: master.auditLines, authenticating: Data("line \(number)".utf8)
    ).combined
    let commitment = part.commitment
    let hash = Self.hash(
      after: last?["hash"] as Data? ?? Data(), number: number, time: time, action: action.rawValue,
      held: id?.description ?? "", commitment: commitment)
    try db.execute(
      sql: """
        INSERT INTO audit (number, time, action, held, keyID, personal, commitment, hash)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [number, time, action.rawValue, id?.description, master.id, sealed, commitment, hash])
    try db.execute(
      sql: "INSERT OR REPLACE INTO auditHead (one, number, hash, keyID, seal) VALUES (1, ?, ?, ?, ?)",
      arguments: [number, hash, master.id, Self.seal(number, hash, master)])
  }

  /// The trail in its order; of one message, or of all.
  /// - Parameter reader: lines about messages that it may not know of are left out (D17). Nil for the system's own use.
  public func auditLines(of id: HeldID? = nil, visibleTo reader: String? = nil) throws(QuarantineError) -> [AuditLine] {
    let rows = try attempt("read the audit trail") {
      try database.read { db in
        try Row.fetchAll(
          db, sql: "SELECT * FROM audit WHERE ?1 IS NULL OR held = ?1 ORDER BY number", arguments: [id?.description])
      }
    }
    var visibility: [HeldID: Bool] = [:]
    var lines: [AuditLine] = []
    for row in rows {
      guard let action = AuditAction(rawValue: row["action"]) else { continue }
      let held = (row["held"] as String?).flatMap { HeldID($0) }
      if let held, let reader {
        if visibility[held] == nil { visibility[held] = try sees(held, reader) }
        guard visibility[held] == true else { continue }
      }
      let part = personal(row)
      lines.append(
        AuditLine(
          number: row["number"], time: row["time"], action: action, held: held, actor: part?.actor, reason: part?.reason
        ))
    }
    return lines
  }

  /// Checks every line against its hash, its neighbour and its personal part, and the end against the sealed head.
  /// - Returns: all that is wrong; empty for a trail that is whole.
  public func verifyAudit() throws(QuarantineError) -> [AuditFault] {
    try attempt("read the audit trail") {
      try database.read { db in
        var faults: [AuditFault] = []
        var previous = Data()
        var expected: Int64 = 1
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM audit ORDER BY number")
        while let row = try rows.next() {
          let number: Int64 = row["number"]
          if number != expected {
            faults.append(.gap(before: number))
          } else if !self.isWhole(row, after: previous) {
            faults.append(.changed(line: number))
          }
          previous = row["hash"]
          expected = number + 1
        }
        let head = try Row.fetchOne(db, sql: "SELECT * FROM auditHead")
        return faults + self.headFaults(head, last: expected - 1, hash: previous)
      }
    }
  }

  private func isWhole(_ row: Row, after previous: Data) -> Bool {
    let hash = Self.hash(
      after: previous, number: row["number"], time: row["time"], action: row["action"], held: row["held"] ?? "",
      commitment: row["commitment"])
    guard hash == row["hash"] as Data else { return false }
    // An erased personal part is no fault; one that is there must be the one that was committed to.
    guard (row["personal"] as Data?) != nil else { return true }
    return personal(row)?.commitment == row["commitment"] as Data
  }

  private func headFaults(_ head: Row?, last: Int64, hash: Data) -> [AuditFault] {
    guard let head else { return last == 0 ? [] : [.headForged] }
    let number: Int64 = head["number"]
    let headHash: Data = head["hash"]
    guard let master = keys.byID[head["keyID"]], Self.seal(number, headHash, master) == head["seal"] as Data else {
      return [.headForged]
    }
    if number > last { return [.cutOff(after: last)] }
    return number == last && headHash == hash ? [] : [.changed(line: last)]
  }

  private func personal(_ row: Row) -> PersonalPart? {
    let number: Int64 = row["number"]
    guard let sealed = row["personal"] as Data?, let master = keys.byID[row["keyID"]],
      let box = try? AES.GCM.SealedBox(combined: sealed),
      let plain = try? AES.GCM.open(box, using: master.auditLines, authenticating: Data("line \(number)".utf8))
    else { return nil }
    return try? JSONDecoder().decode(PersonalPart.self, from: plain)
  }

  private func sees(_ id: HeldID, _ reader: String) throws(QuarantineError) -> Bool {
    do {
      _ = try visible(id, to: reader)
      return true
    } catch  where error.kind == .notFound {
      return false
    }
  }

  private static func hash(
    after previous: Data, number: Int64, time: Int64, action: String, held: String, commitment: Data
  ) -> Data {
    var hash = SHA256()
    hash.update(data: previous)
    hash.update(data: Data("\(number)\n\(time)\n\(action)\n\(held)\n".utf8))
    hash.update(data: commitment)
    return Data(hash.finalize())
  }

  private static func seal(_ number: Int64, _ hash: Data, _ master: MasterKey) -> Data {
    Data(HMAC<SHA256>.authenticationCode(for: Data("\(number)\n".utf8) + hash, using: master.auditHead))
  }
}
