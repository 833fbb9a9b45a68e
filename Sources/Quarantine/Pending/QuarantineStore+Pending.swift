import Foundation
import GRDB
import Policy
public import Spool

extension QuarantineStore {
  /// The messages that wait to be read for this reason and that no other process is at: the least tried first, then the
  /// oldest.
  public func pendingMessages(_ reason: PendingReason) throws(QuarantineError) -> [HeldID] {
    let rows = try attempt("look for pending messages") {
      try database.read { db in
        try Row.fetchAll(
          db,
          sql: """
            SELECT id, lease FROM held WHERE state = 'pending' AND pendingReason = ? ORDER BY attempts, heldAt, rowid
            """,
          arguments: [reason.rawValue])
      }
    }
    return rows.compactMap { row in
      if let lease = row["lease"] as String?, ProcessLease(stored: lease).isOthers { return nil }
      return HeldID(row["id"])
    }
  }

  /// Takes a pending message for this process, for as long as it lives.
  /// - Returns: nil when another process has it, or somebody has ended it.
  public func claimPending(_ id: HeldID) throws(QuarantineError) -> ClaimedMessage? {
    let attempts = try attempt("claim \(id)") {
      try database.write { db -> Int? in
        let row = try Row.fetchOne(
          db, sql: "SELECT lease, attempts FROM held WHERE id = ? AND state = 'pending'", arguments: [id.description])
        guard let row else { return nil }
        if let lease = row["lease"] as String?, ProcessLease(stored: lease).isOthers { return nil }
        let attempts: Int = row["attempts"] + 1
        try db.execute(
          sql: "UPDATE held SET lease = ?, attempts = ? WHERE id = ?",
          arguments: [ProcessLease.own.description, attempts, id.description])
        return attempts
      }
    }
    guard let attempts else { return nil }
    let message = try record(row(id), messageKey(id)).message
    return ClaimedMessage(id: id, message: message, content: try decrypt(id), attempts: attempts)
  }

  /// Lets a pending message wait again.
  /// - Parameter counts: whether the attempt counts: not where this process is only told to stop.
  public func leavePending(_ id: HeldID, counts: Bool) throws(QuarantineError) {
    try attempt("put \(id) back") {
      try database.write { db in
        try db.execute(
          sql: """
            UPDATE held SET lease = NULL, attempts = attempts - ? WHERE id = ? AND state = 'pending' AND lease = ?
            """,
          arguments: [counts ? 0 : 1, id.description, ProcessLease.own.description])
      }
    }
  }

  /// Ends the pending state, all in one transaction: what is to be sent is in the outbox, what is held is told of.
  /// - Parameter content: of the message, for copies that part ways.
  /// - Returns: false when somebody has ended it meanwhile: then nothing is done.
  @discardableResult
  public func finishPending(
    _ id: HeldID, _ verdict: PendingVerdict, content: MemoryFile
  ) throws(QuarantineError) -> Bool {
    let old = try record(row(id), messageKey(id))
    try rebind(id, to: Self.words(verdict.message.cabinets))
    let key = try messageKey(id)
    let sealed = try attempt("seal a message that was read") {
      try key.seal(HeldRecord(message: verdict.message, digest: old.digest, size: old.size), as: "record")
    }
    let copy = try verdict.passing.map { passing throws(QuarantineError) in
      try PassingCopy(passing.message, passing.how, content, verdict.locked, in: self)
    }
    if copy == nil, let locked = verdict.locked { try store(locked, key) }
    do {
      let isDone = try attempt("end what is pending of \(id)") {
        try database.write { db -> Bool in
          guard try self.state(id, db) == .pending else { return false }
          try self.end(id, verdict, sealed, db)
          try copy?.insert(besides: id, db)
          for letter in verdict.letters { try self.insert(letter, about: nil, db) }
          return true
        }
      }
      if !isDone, let copy { discard(copy.key.id) }
      return isDone
    } catch {
      if let copy { discard(copy.key.id) }
      throw error
    }
  }

  private func end(_ id: HeldID, _ verdict: PendingVerdict, _ record: Data, _ db: Database) throws {
    let message = verdict.message
    let caseKey = try Data.fetchOne(db, sql: "SELECT caseKey FROM held WHERE id = ?", arguments: [id.description])
    let known = try openCase(of: message, caseKey ?? Data(), leavingOut: id, db)
    var rules = message.rules.map(\.id).joined(separator: " ")
    if case .pass = verdict.ending { rules = "" }
    try db.execute(
      sql: """
        UPDATE held SET cabinets = ?, releaser = ?, rules = ?, hiddenFrom = ?, record = ?, lease = NULL,
          caseID = coalesce(?, caseID) WHERE id = ?
        """,
      arguments: [
        Self.words(message.cabinets), message.releaser.rawValue, rules, hidden(message), record,
        known?.id.description, id.description,
      ])
    switch verdict.ending {
    case .hold(let announcement): try hold(id, message, announcement, known, db)
    case .pass(let how):
      try pass(id, message, how, verdict.locked, db)
      try set(id, .releasing, nil, db)
    case .giveBack(let envelope, let otherwise):
      try noteFiles(of: message, id, db)
      do {
        try checkNotKept(id, db)
      } catch let error as QuarantineError where error.kind == .kept {
        return try hold(id, message, otherwise, known, db)
      }
      _ = try queue(.giveBack, [OutgoingRecord(OutgoingPart(envelope))], of: id, actor: Self.reader, pause: 0, db)
      try set(id, .returning, nil, db)
      try append(.returnBegun, of: id, by: Self.reader, reason: "", db)
    }
  }

  private func hold(
    _ id: HeldID, _ message: HeldMessage, _ announcement: HoldAnnouncement, _ known: OpenCase?, _ db: Database
  ) throws {
    try noteFiles(of: message, id, db)
    try beginWaiting(id, message, db)
    try set(id, .held, nil, db)
    try append(.held, of: id, by: Self.reader, reason: "", db)
    if known?.isWaiting != true { try announce(id, announcement, db) }
  }

  func pass(
    _ id: HeldID, _ message: HeldMessage, _ how: PendingVerdict.Passing, _ locked: PendingForm?, _ db: Database
  ) throws {
    if let locked {
      let key = try messageKey(id)
      try insertPassword(locked.form.password, of: id, key, db)
      try insertOwnForms(locked.own, key, db)
      try announce(id, locked.announcement, about: nil, db)
    }
    let records = try message.parts(of: message.envelope, id).map { OutgoingRecord($0, forgets: how.forgets) }
    _ = try queue(.release, records, of: id, actor: Self.reader, pause: 0, db)
    try append(.releaseBegun, of: id, by: Self.reader, reason: "", db)
  }

  func store(_ locked: PendingForm, _ key: MessageKey) throws(QuarantineError) {
    try storeProtected(locked.form.content, key)
    try storeOwnForms(locked.own, key)
  }

  /// On the audit trail.
  private static let reader = "filter"

  /// Binds a message's key to other cabinets, as its reading has found them.
  private func rebind(_ id: HeldID, to cabinets: String) throws(QuarantineError) {
    let key = try messageKey(id)
    try attempt("store the key of a held message") {
      try keyDatabase.write { db in
        let row = try key.wrapped(by: KeyInUse.read(db, self.keys), cabinets: cabinets)
        try db.execute(
          sql: "UPDATE messageKey SET algorithm = ?, keyID = ?, cabinets = ?, wrapped = ? WHERE id = ?",
          arguments: [row.algorithm, row.keyID, row.cabinets, row.wrapped, id.description])
      }
    }
  }
}
