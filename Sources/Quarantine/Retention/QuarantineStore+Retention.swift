import Foundation
import GRDB

/// A message whose time is running, or has run out.
public struct AgedMessage: Hashable, Sendable {
  public var id: HeldID
  /// Unix time in seconds.
  public var heldAt: Int64
  /// When it was told that its time runs out; Unix time in seconds.
  public var warnedAt: Int64?
}

extension QuarantineStore {
  /// The name on the audit trail of what is done because its time is over.
  public static let retentionActor = "retention"

  /// The messages that wait for a decision and that nobody keeps, the oldest first.
  public func agedMessages() throws(QuarantineError) -> [AgedMessage] {
    try attempt("look for old held messages") {
      try database.read { db in
        try Row.fetchAll(
          db, sql: "SELECT id, heldAt, warnedAt FROM held WHERE state = 'held' AND isKept = 0 ORDER BY heldAt, rowid")
      }
    }.compactMap { row in
      HeldID(row["id"]).map { AgedMessage(id: $0, heldAt: row["heldAt"], warnedAt: row["warnedAt"]) }
    }
  }

  /// Puts letters into the outbox that say that a message's time runs out; once, whoever asks.
  public func warn(_ id: HeldID, _ letters: [OutgoingDraft]) throws(QuarantineError) {
    try attempt("warn of the end of \(id)") {
      try database.write { db in
        try db.execute(
          sql: "UPDATE held SET warnedAt = ? WHERE id = ? AND state = 'held' AND isKept = 0 AND warnedAt IS NULL",
          arguments: [self.now(), id.description])
        guard db.changesCount == 1 else { return }
        for letter in letters { try self.insert(letter, about: id, db) }
        try self.append(.warned, of: id, by: Self.retentionActor, reason: "", db)
      }
    }
  }

  /// Puts a letter about a held message into the outbox. The same purpose is put in once.
  public func queue(_ letters: [OutgoingDraft], about id: HeldID) throws(QuarantineError) {
    try attempt("store a letter that is to be sent") {
      try database.write { db in for letter in letters { try self.insert(letter, about: id, db) } }
    }
  }

  /// Messages that went to their recipients, and of which the content is still there; nobody keeps them.
  /// - Returns: reference → when it went; Unix time in seconds.
  public func releasedWithContent() throws(QuarantineError) -> [HeldID: Int64] {
    let rows = try attempt("look for released messages") {
      try database.read { db in
        try Row.fetchAll(
          db, sql: "SELECT id, changedAt FROM held WHERE state = 'released' AND record IS NOT NULL AND isKept = 0")
      }
    }
    return rows.reduce(into: [:]) { found, row in if let id = HeldID(row["id"]) { found[id] = row["changedAt"] } }
  }

  /// Shreds content, record and key of a released message. That it was held and released stays.
  public func forget(_ id: HeldID) throws(QuarantineError) {
    let isDue = try attempt("forget \(id)") {
      try database.write { db -> Bool in
        try db.execute(
          sql: """
            UPDATE held SET record = NULL, outcome = NULL
            WHERE id = ? AND state = 'released' AND isKept = 0 AND record IS NOT NULL
            """,
          arguments: [id.description])
        guard db.changesCount == 1 else { return false }
        try self.closeLetters(about: id, db)
        try self.append(.forgotten, of: id, by: Self.retentionActor, reason: "", db)
        return true
      }
    }
    if isDue { try shred(id) }
  }

  /// What a round of deleting took away.
  public struct Purge: Hashable, Sendable {
    public var letters = 0
    public var auditParts = 0
    public var messages = 0

    public init() {}
  }

  /// Deletes what has been kept for long enough, and what the write-ahead log still holds of it.
  /// - Parameters:
  ///   - outbox: seconds that finished rows of the outbox are kept, and rows of what passed once it was read.
  ///   - personal: seconds that audit lines keep who and why, and that a message without content keeps its row.
  public func purge(outbox: Int64, personal: Int64) throws(QuarantineError) -> Purge {
    let time = now()
    return try attempt("delete what is old") {
      let purge = try database.write { db in
        var purge = Purge()
        // The last that went tells that receipts work; and while a message is not at its end, its tries are counted.
        try db.execute(
          sql: """
            DELETE FROM outgoing WHERE state IN ('sent', 'failed') AND changedAt < ?1
              AND id IS NOT (SELECT id FROM outgoing WHERE state = 'sent' AND queueID IS NOT NULL
                ORDER BY changedAt DESC, rowid DESC LIMIT 1)
              AND (held IS NULL OR held IN
                (SELECT id FROM held WHERE state IN ('released', 'returned', 'deleted') AND changedAt < ?1))
            """,
          arguments: [time - outbox])
        purge.letters = db.changesCount
        try db.execute(
          sql: """
            UPDATE audit SET personal = NULL WHERE personal IS NOT NULL AND time < ?
              AND (held IS NULL OR held NOT IN (SELECT id FROM held WHERE isKept = 1))
            """,
          arguments: [time - personal])
        purge.auditParts = db.changesCount
        try db.execute(
          sql: """
            DELETE FROM held WHERE state IN ('released', 'returned', 'deleted') AND record IS NULL
              AND (changedAt < ?1 OR (changedAt < ?2 AND state = 'released' AND rules = ''))
              AND isKept = 0 AND id NOT IN (SELECT held FROM outgoing WHERE held IS NOT NULL)
            """,
          arguments: [time - personal, time - outbox])
        purge.messages = db.changesCount
        try db.execute(sql: "DELETE FROM bypass WHERE isOpen = 0 AND endedAt < ?", arguments: [time - personal])
        try db.execute(sql: "DELETE FROM checkedParent WHERE time <= ?", arguments: [time - Self.parentSpan])
        try self.forgetLinks(db)
        return purge
      }
      if purge != Purge() { _ = try? database.writeWithoutTransaction { db in try db.checkpoint(.truncate) } }
      return purge
    }
  }

  /// How much of what is there: for the daily letter.
  public struct Counts: Hashable, Sendable {
    /// Messages that wait for a decision.
    public var held = 0
    /// Messages and letters that wait for Postfix.
    public var waiting = 0
    /// Messages that somebody has released since.
    public var released = 0
    public var uncertain = 0
    /// Accepted, and not read yet.
    public var pending = 0
  }

  /// - Parameters:
  ///   - since: for what was released; Unix time in seconds.
  ///   - reader: what it may not know of is not counted (D17).
  ///   - school: of its mail alone, by its name; nil for all there is.
  public func counts(
    since: Int64, visibleTo reader: String?, ofSchool school: SchoolKeys? = nil
  ) throws(QuarantineError) -> Counts {
    let all = try list(HeldFilter(states: [], limit: .max), visibleTo: reader).filter { school?.has($0.school) ?? true }
    let hidden = try hiddenMessages(from: reader, outside: school)
    let waiting = try attempt("count what waits") {
      try database.read { db in
        try Row.fetchAll(db, sql: "SELECT held FROM outgoing WHERE state IN ('waiting', 'sending')")
          .count { row in (row["held"] as String?).map { !hidden.contains($0) } ?? (school == nil) }
      }
    }
    return Counts(
      held: all.count { $0.state == .held }, waiting: waiting,
      released: all.count { $0.state == .released && $0.changedAt >= since && !$0.rules.isEmpty },
      uncertain: all.count { $0.state == .uncertain }, pending: all.count { $0.state == .pending })
  }

  private func hiddenMessages(
    from reader: String?, outside school: SchoolKeys?
  ) throws(QuarantineError) -> Set<String> {
    guard reader != nil || school != nil else { return [] }
    let rows = try attempt("list held messages") {
      try database.read { db in try HeldRow.fetchAll(db, sql: HeldRow.selectUnsealed) }
    }
    return Set(
      rows.filter { row in
        reader.map { isHidden(row, from: $0) } ?? false || !(school?.has(row.school) ?? true)
      }.map(\.id))
  }
}
