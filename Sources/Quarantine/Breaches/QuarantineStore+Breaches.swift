import Crypto
import Foundation
import GRDB

extension QuarantineStore {
  /// Opens a record, with the letters that tell of it. The same message opens one only.
  /// - Returns: nil where there was one already.
  public func openBreach(
    _ record: BreachRecord, letters: (BreachID) throws -> [OutgoingDraft]
  ) throws(QuarantineError) -> BreachID? {
    let id = BreachID.random()
    let cause = breachCause(record)
    return try attempt("open a breach record") {
      let sealed = try self.seal(record, of: id)
      return try database.write { db -> BreachID? in
        try db.execute(
          sql: "INSERT OR IGNORE INTO breach (id, openedAt, cause, record) VALUES (?, ?, ?, ?)",
          arguments: [id.description, self.now(), cause, sealed])
        guard db.changesCount == 1 else { return nil }
        try self.append(.breachOpened, of: nil, by: "filter", reason: "\(id)", db)
        for letter in try letters(id) { try self.insert(letter, about: nil, db) }
        return id
      }
    }
  }

  /// The records, the newest first.
  /// - Parameter reader: an officer's address: records that it may not even know of are left out (D17). Nil for the
  ///   system's own use.
  public func breaches(closedToo: Bool = false, visibleTo reader: String? = nil) throws(QuarantineError) -> [Breach] {
    try attempt("read the breach register") {
      let rows = try database.read { db in
        try Row.fetchAll(
          db,
          sql: "SELECT * FROM breach \(closedToo ? "" : "WHERE closedAt IS NULL") ORDER BY openedAt DESC, rowid DESC")
      }
      return try rows.compactMap { try self.breach($0) }.filter { !$0.isHidden(from: reader) }
    }
  }

  /// - Throws: `notFound`, also where `reader` may not know of it.
  public func breach(_ id: BreachID, visibleTo reader: String? = nil) throws(QuarantineError) -> Breach {
    let found = try attempt("read the breach register") {
      try database.read { db in
        try Row.fetchOne(db, sql: "SELECT * FROM breach WHERE id = ?", arguments: [id.description])
      }.flatMap { try self.breach($0) }
    }
    guard let found, !found.isHidden(from: reader) else {
      throw QuarantineError(
        .notFound, "there is no breach record \(id)", remedy: "list them with 'postern breach list --all'")
    }
    return found
  }

  /// Adds what was found out or done.
  /// - Parameter closes: it is the last word on it.
  public func note(
    _ text: String, on id: BreachID, by actor: String, closes: Bool = false
  ) throws(QuarantineError) {
    let text = try Self.checked(text)
    _ = try breach(id, visibleTo: actor)
    let isNoted = try attempt("write the breach register") {
      try database.write { db -> Bool in
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM breach WHERE id = ?", arguments: [id.description]),
          var breach = try self.breach(row), breach.closedAt == nil
        else { return false }
        breach.record.notes.append(BreachRecord.Note(time: self.now(), by: actor, text: text))
        try db.execute(
          sql: "UPDATE breach SET record = ?, closedAt = ? WHERE id = ?",
          arguments: [try self.seal(breach.record, of: id), closes ? self.now() : nil, id.description])
        try self.append(closes ? .breachClosed : .breachNoted, of: nil, by: actor, reason: "\(id)", db)
        return true
      }
    }
    guard isNoted else {
      throw QuarantineError(
        .breachClosed, "the breach record \(id) is closed", remedy: "a new fact opens a new record: note it there")
    }
  }

  /// Deletes what was closed before a time; Unix time in seconds.
  /// - Returns: how many records.
  public func forgetBreaches(before time: Int64) throws(QuarantineError) -> Int {
    try attempt("delete from the breach register") {
      try database.write { db in
        try db.execute(sql: "DELETE FROM breach WHERE closedAt < ?", arguments: [time])
        return db.changesCount
      }
    }
  }

  private func breach(_ row: Row) throws -> Breach? {
    guard let id = BreachID(row["id"]) else { return nil }
    let sealed: Data = row["record"]
    let box = try AES.GCM.SealedBox(combined: sealed)
    let data = try AES.GCM.open(box, using: secrets.breaches, authenticating: Data("\(id)".utf8))
    return Breach(
      id: id, openedAt: row["openedAt"], closedAt: row["closedAt"],
      record: try JSONDecoder().decode(BreachRecord.self, from: data))
  }

  private func seal(_ record: BreachRecord, of id: BreachID) throws -> Data {
    try AES.GCM.seal(JSONEncoder().encode(record), using: secrets.breaches, authenticating: Data("\(id)".utf8))
      .combined ?? Data()
  }

  /// One message opens one record, however often its client sends it.
  private func breachCause(_ record: BreachRecord) -> Data {
    var code = HMAC<SHA256>(key: secrets.purposes)
    for field in ["breach", record.sender, record.messageID ?? record.queueID ?? UUID().uuidString] {
      code.update(data: Data("\(field.utf8.count):\(field)".utf8))
    }
    return Data(code.finalize())
  }
}

extension Breach {
  /// Whether it is as if it were not for a reader (D17); nil is the system itself.
  func isHidden(from reader: String?) -> Bool {
    reader.map { (record.hiddenFrom ?? []).contains($0.lowercased()) } ?? false
  }
}
