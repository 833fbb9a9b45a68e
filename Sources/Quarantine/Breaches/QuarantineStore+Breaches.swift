import Crypto
import Foundation
import GRDB

extension QuarantineStore {
  /// Opens a record, with the letters that tell of it. The same message opens one only.
  /// - Parameter actor: who opens it: an officer, a member of staff, or "filter".
  /// - Returns: nil where there was one already.
  public func openBreach(
    _ record: BreachRecord, by actor: String = "filter", letters: (BreachID) throws -> [OutgoingDraft]
  ) throws(QuarantineError) -> BreachID? {
    let id = BreachID.random()
    return try attempt("open a breach record") {
      try database.write { db -> BreachID? in
        guard try self.insert(record, as: id, db) else { return nil }
        try self.append(.breachOpened, of: nil, by: actor, reason: "\(id)", db)
        for letter in try letters(id) { try self.insert(letter, about: nil, db) }
        return id
      }
    }
  }

  /// - Returns: whether it is new.
  func insert(_ record: BreachRecord, as id: BreachID, _ db: Database) throws -> Bool {
    let time = now()
    let isNearMiss = record.cause == .nearMiss
    try db.execute(
      sql: """
        INSERT OR IGNORE INTO breach (id, openedAt, closedAt, cause, record, isNearMiss, clockFrom)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        id.description, time, isNearMiss ? time : nil, breachCause(record),
        try breachSeal.seal(record, at: "\(id)"), isNearMiss,
        isNearMiss ? nil : record.begun(at: time)[.known].flatMap { Int64($0) },
      ])
    guard db.changesCount == 1 else { return false }
    if let message = record.messageID, !isNearMiss { try remember(message, in: id, db) }
    return true
  }

  /// The records of breaches, the newest first; near misses are listed apart.
  /// - Parameter reader: an officer's address: records that it may not even know of are left out (D17). Nil for the
  ///   system's own use.
  public func breaches(closedToo: Bool = false, visibleTo reader: String? = nil) throws(QuarantineError) -> [Breach] {
    try breaches(closedToo ? "NOT isNearMiss" : "NOT isNearMiss AND closedAt IS NULL", [], reader)
  }

  /// - Parameter arguments: of the condition.
  func breaches(
    _ condition: String, _ arguments: StatementArguments, _ reader: String?
  ) throws(QuarantineError) -> [Breach] {
    try attempt("read the breach register") {
      try database.read { db in
        try Row.fetchAll(
          db, sql: "SELECT * FROM breach WHERE \(condition) ORDER BY openedAt DESC, rowid DESC", arguments: arguments
        ).compactMap { try self.breach($0, db) }
      }.filter { !$0.isHidden(from: reader) }
    }
  }

  /// - Throws: `notFound`, also where `reader` may not know of it.
  public func breach(_ id: BreachID, visibleTo reader: String? = nil) throws(QuarantineError) -> Breach {
    let found = try attempt("read the breach register") {
      try database.read { db in try self.breach(id, db) }
    }
    guard let found, !found.isHidden(from: reader) else {
      throw QuarantineError.noBreach(id)
    }
    return found
  }

  /// Deletes what was closed before a time, and disclosures that were entered before it; Unix time in seconds. This, when
  /// the years of retention are over, is the only end that anything in the register has.
  /// - Returns: how many records.
  public func forgetBreaches(before time: Int64) throws(QuarantineError) -> Int {
    try attempt("delete from the breach register") {
      try database.write { db in
        try db.execute(sql: "DELETE FROM breach WHERE closedAt < ?", arguments: [time])
        let records = db.changesCount
        try db.execute(sql: "DELETE FROM disclosure WHERE enteredAt < ?", arguments: [time])
        return records + db.changesCount
      }
    }
  }

  func breach(_ id: BreachID, _ db: Database) throws -> Breach? {
    try Row.fetchOne(db, sql: "SELECT * FROM breach WHERE id = ?", arguments: [id.description])
      .flatMap { try breach($0, db) }
  }

  private func breach(_ row: Row, _ db: Database) throws -> Breach? {
    guard let id = BreachID(row["id"]) else { return nil }
    let rows = try Row.fetchAll(
      db, sql: "SELECT number, sealed FROM breachEntry WHERE breach = ? ORDER BY number", arguments: [id.description])
    let entries = try rows.enumerated().map { index, row in
      // A gap shows that an entry was taken out behind our back.
      let number = index + 1
      return try breachSeal.open(row["sealed"], at: BreachSeal.place(id, number), as: BreachEntry.self)
    }
    return Breach(
      id: id, openedAt: row["openedAt"], closedAt: row["closedAt"],
      record: try breachSeal.open(row["record"], at: "\(id)"), entries: entries)
  }

  /// One message opens one record for one reason, however often its client sends it.
  private func breachCause(_ record: BreachRecord) -> Data {
    let message = record.messageID ?? record.queueID ?? UUID().uuidString
    let fields =
      switch record.cause {
      case .retraction: ["breach", record.sender, message]
      case .staffReport: ["report", record.sender, message]
      case .nearMiss, .heldMessage, .sentMessage: [record.cause.rawValue, record.held.map { "\($0)" } ?? message]
      case .officerEntry: [UUID().uuidString]
      }
    return registerKey(fields)
  }

  func registerKey(_ fields: [String]) -> Data {
    var code = HMAC<SHA256>(key: secrets.purposes)
    for field in fields { code.update(data: Data("\(field.utf8.count):\(field)".utf8)) }
    return Data(code.finalize())
  }
}

extension QuarantineError {
  /// The same words for a record that never was, and for one that a reader may not know of.
  public static func noBreach(_ id: BreachID) -> QuarantineError {
    QuarantineError(.notFound, "there is no breach record \(id)", remedy: "list them with 'postern breach list --all'")
  }
}
