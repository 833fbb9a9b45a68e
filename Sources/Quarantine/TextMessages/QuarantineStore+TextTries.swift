import Foundation
import GRDB
import Protection

extension QuarantineStore {
  /// Who ends a text, on the audit trail.
  static let texter = "console"
  /// Seconds after each try; then it has failed.
  static let textPauses: [Int64] = [15, 60, 240, 900, 900]
  /// A password that comes later than this many seconds surprises whoever gets it.
  static let textPatience: Int64 = 3_600

  /// Takes the text that has waited for longest: no other process sends it from here on. Before that, what was in the hands
  /// of a process that is no more ends as `uncertain`, and what has waited for too long as `failed`.
  /// - Returns: nil when nothing is due.
  public func beginText() throws(QuarantineError) -> TextTry? {
    try endLeftTexts()
    let row = try attempt("claim a text") {
      try database.write { db -> Row? in
        guard
          let row = try Row.fetchOne(
            db,
            sql: """
              SELECT * FROM textMessage WHERE state = 'queued' AND sealed IS NOT NULL AND (nextAt <= ?1 OR nextAt > ?1 + ?2)
              ORDER BY nextAt, id LIMIT 1
              """,
            arguments: [self.now(), Self.longestTextPause])
        else { return nil }
        try db.execute(
          sql:
            "UPDATE textMessage SET state = 'sending', lease = ?, attempts = attempts + 1, changedAt = ? WHERE id = ?",
          arguments: [ProcessLease.own.description, self.now(), row["id"] as Int64])
        return row
      }
    }
    guard let row, let held = HeldID(row["held"]) else { return nil }
    let id: Int64 = row["id"]
    do {
      if let found = try content(of: row, held) {
        return TextTry(id: id, held: held, number: found.number, password: found.password, sender: found.sender)
      }
    } catch {
      try settle(id, held, .refused(.setup))
      throw error
    }
    // It was forgotten between two looks.
    try settle(id, held, .refused(.late))
    return nil
  }

  /// What became of a try of this process.
  public func settleText(_ tried: TextTry, _ outcome: TextOutcome) throws(QuarantineError) {
    try settle(tried.id, tried.held, outcome)
  }

  private func settle(_ id: Int64, _ held: HeldID, _ outcome: TextOutcome) throws(QuarantineError) {
    let key = try? messageKey(held)
    try attempt("note what became of a text") {
      try database.write { db in
        guard
          let row = try Row.fetchOne(
            db, sql: "SELECT * FROM textMessage WHERE id = ? AND state = 'sending' AND lease = ?",
            arguments: [id, ProcessLease.own.description])
        else { return }
        switch outcome {
        case .taken: try self.end(row, key, .sent, nil, db)
        case .refused(let fault): try self.end(row, key, .failed, fault, db)
        case .unknown(let fault): try self.end(row, key, .uncertain, fault, db)
        case .later(let fault):
          let tries: Int = row["attempts"]
          guard tries <= Self.textPauses.count else { return try self.end(row, key, .failed, fault, db) }
          let time = self.now()
          try db.execute(
            sql: """
              UPDATE textMessage SET state = 'queued', fault = ?, lease = NULL, nextAt = ?, changedAt = ? WHERE id = ?
              """,
            arguments: [fault.rawValue, time + Self.textPauses[tries - 1], time, id])
        }
      }
    }
  }

  /// What is put off for longer was put off before the clock went back.
  private static let longestTextPause: Int64 = 900

  private func endLeftTexts() throws(QuarantineError) {
    let (sending, late) = try attempt("look for texts that were left") {
      try database.read { db in
        (
          try Row.fetchAll(db, sql: "SELECT * FROM textMessage WHERE state = 'sending'"),
          try Row.fetchAll(
            db, sql: "SELECT * FROM textMessage WHERE state = 'queued' AND askedAt < ?",
            arguments: [self.now() - Self.textPatience])
        )
      }
    }
    let left = sending.filter { row in
      (row["lease"] as String?).map { !ProcessLease(stored: $0).isOthers } ?? true
    }
    guard !left.isEmpty || !late.isEmpty else { return }
    let keys = (left + late).map { row in HeldID(row["held"]).flatMap { try? messageKey($0) } }
    try attempt("end texts that were left") {
      try database.write { db in
        for (row, key) in zip(left, keys) { try self.end(row, key, .uncertain, .interrupted, db) }
        for (row, key) in zip(late, keys.dropFirst(left.count)) { try self.end(row, key, .failed, .late, db) }
      }
    }
  }

  /// From here on nobody needs the number.
  private func end(
    _ row: Row, _ key: MessageKey?, _ state: TextMessage.State, _ fault: TextMessage.Fault?, _ db: Database
  ) throws {
    let id: Int64 = row["id"]
    try db.execute(
      sql: "UPDATE textMessage SET state = ?, fault = ?, lease = NULL, changedAt = ? WHERE id = ? AND state = ?",
      arguments: [state.rawValue, fault?.rawValue, self.now(), id, row["state"] as String])
    // Another process was faster.
    guard db.changesCount == 1 else { return }
    if let key, var record = try? Self.open(row, key) {
      record.number = nil
      try db.execute(
        sql: "UPDATE textMessage SET sealed = ? WHERE id = ? AND sealed IS NOT NULL",
        arguments: [try key.seal(record, as: TextRecord.purpose), id])
    }
    let words = [state.rawValue, fault?.rawValue].compactMap(\.self)
    try append(.textEnded, of: HeldID(row["held"]), by: Self.texter, reason: words.joined(separator: ": "), db)
  }

  /// Nil where the message, its password or the number is forgotten.
  private func content(
    of row: Row, _ held: HeldID
  ) throws(QuarantineError) -> (number: String, password: Password, sender: String)? {
    guard let message = try show(held).message else { return nil }
    let key = try messageKey(held)
    return try attempt("open a text about \(held)") {
      guard let number = try Self.open(row, key)?.number,
        let sealed = try database.read({ db in try Self.sealedPassword(held, db) })
      else { return nil }
      return (number, try self.open(sealed, key), message.identity)
    }
  }
}
