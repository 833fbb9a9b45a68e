import Crypto
import Foundation
import GRDB
import Spool

extension QuarantineStore {
  /// Puts a letter of our own into the outbox. The same purpose is put in once.
  public func queue(_ draft: OutgoingDraft) throws(QuarantineError) {
    try attempt("store a letter that is to be sent") {
      try database.write { db in try self.insert(draft, about: nil, db) }
    }
  }

  /// The rows that may be tried now, the oldest first.
  public func dueOutgoing(limit: Int = 100) throws(QuarantineError) -> [OutgoingID] {
    try attempt("look into the outbox") {
      try database.read { db in
        try String.fetchAll(
          db,
          sql: """
            SELECT id FROM outgoing WHERE state = 'waiting' AND (nextAt <= ?1 OR nextAt > ?1 + ?2)
            ORDER BY createdAt, rowid LIMIT ?3
            """,
          arguments: [self.now(), Self.longestPause, limit]
        ).compactMap { OutgoingID($0) }
      }
    }
  }

  /// How many rows have been waiting for longer than so many seconds.
  public func outgoingWaiting(longerThan seconds: Int64) throws(QuarantineError) -> Int {
    try attempt("look into the outbox") {
      try database.read { db in
        try Int.fetchOne(
          db, sql: "SELECT count(*) FROM outgoing WHERE state = 'waiting' AND createdAt < ?",
          arguments: [self.now() - seconds])
      } ?? 0
    }
  }

  /// In seconds. What is put off for longer was put off before the clock went back.
  static let longestPause: Int64 = 900

  /// Rows that are being sent by no other process that still runs: by one that has died, or by this one.
  public func interruptedOutgoing() throws(QuarantineError) -> [OutgoingID] {
    let rows = try attempt("look into the outbox") {
      try database.read { db in
        try Row.fetchAll(db, sql: "SELECT id, lease FROM outgoing WHERE state = 'sending' ORDER BY createdAt, rowid")
      }
    }
    return rows.compactMap { row in
      if let lease = row["lease"] as String?, ProcessLease(stored: lease).isOthers { return nil }
      return OutgoingID(row["id"])
    }
  }

  /// Opens one row.
  /// - Throws: `damaged` when it is gone or cannot be opened.
  public func outgoing(_ id: OutgoingID) throws(QuarantineError) -> Outgoing {
    guard
      let row = try attempt(
        "look into the outbox",
        {
          try database.read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM outgoing WHERE id = ?", arguments: [id.description])
          }
        })
    else { throw QuarantineError.noOutgoing(id) }
    return try open(row, id)
  }

  /// What of a held message is on its way, or was.
  public func outgoing(about id: HeldID) throws(QuarantineError) -> [Outgoing] {
    let rows = try attempt("look into the outbox") {
      try database.read { db in
        try Row.fetchAll(
          db, sql: "SELECT * FROM outgoing WHERE held = ? AND record IS NOT NULL ORDER BY createdAt, rowid",
          arguments: [id.description])
      }
    }
    var found: [Outgoing] = []
    for row in rows { if let id = OutgoingID(row["id"]) { found.append(try open(row, id)) } }
    return found
  }

  /// Takes a waiting row for this process: no other sends it from here on.
  /// - Parameter digest: of the bytes that will be handed over, which the receipt milter compares.
  /// - Returns: nil when another process was faster.
  public func begin(_ id: OutgoingID, digest: WireDigest) throws(QuarantineError) -> OutgoingTry? {
    try attempt("claim a row of the outbox") {
      try database.write { db -> OutgoingTry? in
        try db.execute(
          sql: """
            UPDATE outgoing SET state = 'sending', lease = ?, digest = ?, queueID = NULL, receiptAt = NULL,
              attempts = attempts + 1, changedAt = ? WHERE id = ? AND state = 'waiting'
            """,
          arguments: [ProcessLease.own.description, Data(digest.bytes), self.now(), id.description])
        guard db.changesCount == 1 else { return nil }
        return try Int.fetchOne(db, sql: "SELECT attempts FROM outgoing WHERE id = ?", arguments: [id.description])
          .map { OutgoingTry(id, number: $0) }
      }
    }
  }

  /// Lets a row wait that could not even be opened: later the key or the disk may be there again.
  public func putOff(_ id: OutgoingID) throws(QuarantineError) {
    try attempt("put off a row of the outbox") {
      try database.write { db in
        try db.execute(
          sql:
            "UPDATE outgoing SET attempts = attempts + 1, nextAt = ? + min(?, attempts * attempts + 1) WHERE id = ? AND state = 'waiting'",
          arguments: [self.now(), Self.longestPause, id.description])
      }
    }
  }
}

extension QuarantineStore {
  func insert(_ draft: OutgoingDraft, about held: HeldID?, _ db: Database) throws {
    let record = OutgoingRecord(
      sender: draft.envelope.sender, recipients: draft.envelope.recipients.map { OutgoingRecipient($0) },
      mail: draft.mail)
    let row = try insert(
      .notice, record, about: held, purpose: draft.purpose, actor: "filter",
      pause: min(draft.delay, Self.longestPause), db)
    // A letter that was put in before keeps the links that stand in it.
    guard row != nil, let held else { return }
    for link in draft.links { try insert(link, to: held, db) }
  }

  /// - Parameter pause: for how many seconds the filter leaves it to the process that puts it in.
  /// - Returns: nil where the same purpose was put in before.
  @discardableResult
  func insert(
    _ kind: OutgoingKind, _ record: OutgoingRecord, about held: HeldID?, purpose: String, actor: String,
    pause: Int64 = 0, _ db: Database
  ) throws -> OutgoingID? {
    let id = OutgoingID.random()
    let master = try KeyInUse.read(db, keys)
    let sealed = try seal(record, of: id, about: held, by: master)
    let purpose = purposeKey(purpose)
    let time = now()
    try db.execute(
      sql: """
        INSERT OR IGNORE INTO outgoing
          (id, kind, state, held, purpose, createdAt, changedAt, nextAt, keyID, record, actor)
        VALUES (?, ?, 'waiting', ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        id.description, kind.rawValue, held?.description, purpose, time, time, time + pause, master.id, sealed,
        try master.sealActor(actor, of: id),
      ])
    return db.changesCount == 1 ? id : nil
  }

  /// Under the key of the message that it is about, so that shredding that shreds this; else under one of our own.
  private func seal(
    _ record: OutgoingRecord, of id: OutgoingID, about held: HeldID?, by master: MasterKey
  ) throws -> Data {
    if let held { return try messageKey(held).seal(record, as: "outgoing \(id)") }
    return try master.sealOutgoing(JSONEncoder().encode(record), of: id)
  }

  /// A row's record anew, within the transaction that writes it: under the master key that the row has now.
  func reseal(_ record: OutgoingRecord, of row: Outgoing, _ db: Database) throws -> Data {
    let id = try String.fetchOne(db, sql: "SELECT keyID FROM outgoing WHERE id = ?", arguments: [row.id.description])
    return try seal(record, of: row.id, about: row.held, by: keys.key(id ?? ""))
  }

  private func open(_ row: Row, _ id: OutgoingID) throws(QuarantineError) -> Outgoing {
    let held = (row["held"] as String?).flatMap { HeldID($0) }
    guard let kind = OutgoingKind(rawValue: row["kind"]), let state = OutgoingState(rawValue: row["state"]),
      let sealed = row["record"] as Data?
    else { throw QuarantineError.noOutgoing(id) }
    let record: OutgoingRecord
    if let held {
      let key = try messageKey(held)
      record = try attempt("open a row of the outbox") { try key.open(sealed, as: "outgoing \(id)") }
    } else {
      let master = try keys.key(row["keyID"])
      record = try attempt("open a row of the outbox") {
        try JSONDecoder().decode(OutgoingRecord.self, from: master.openOutgoing(sealed, of: id))
      }
    }
    return Outgoing(
      id: id, kind: kind, state: state, held: held, record: record, attempts: row["attempts"],
      lease: (row["lease"] as String?).map { ProcessLease(stored: $0) }, queueID: row["queueID"],
      receiptAt: row["receiptAt"])
  }

  /// Who asked for a row; "filter" where it cannot be told any more.
  public func actor(of id: OutgoingID) throws(QuarantineError) -> String {
    try attempt("look into the outbox") {
      let row = try database.read { db in
        try Row.fetchOne(db, sql: "SELECT keyID, actor FROM outgoing WHERE id = ?", arguments: [id.description])
      }
      guard let row, let sealed = row["actor"] as Data?, let master = self.keys.known(row["keyID"]),
        let actor = try? master.openActor(sealed, of: id)
      else { return "filter" }
      return actor
    }
  }
}

extension QuarantineError {
  /// Nothing of that name is in the outbox.
  public static func noOutgoing(_ id: OutgoingID) -> QuarantineError {
    QuarantineError(
      .notFoundOutgoing, "there is no \(id) in the outbox, or it was sent and forgotten",
      remedy: "look at the list of held mail")
  }
}
