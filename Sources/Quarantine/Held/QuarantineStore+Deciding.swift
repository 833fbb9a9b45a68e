import Configuration
import Foundation
import GRDB
import Policy

extension QuarantineStore {
  /// Puts messages into the outbox as officers have seen them, all of them or none.
  /// - Parameters:
  ///   - grace: for how many seconds it can be taken back; at most 900.
  ///   - isFalseAlarm: notes that it should not have been held.
  ///   - letters: tell of it, as `sentProtected` names them; they are taken back with it.
  /// - Returns: the rows, one for each copy.
  /// - Throws: `changed` where one is not any more what was seen, `wrongState` where somebody was faster, `ownHold`,
  ///   `notProtected`; `reasonMissing` where one goes in clear against its rules.
  @discardableResult
  public func queueRelease(
    _ orders: [ReleaseOrder], by actor: String, reason: String, grace: Int64 = 0, isFalseAlarm: Bool = false,
    telling letters: [HeldID: OutgoingDraft] = [:]
  ) throws(QuarantineError) -> [(id: HeldID, row: OutgoingID)] {
    var asked: [(order: ReleaseOrder, message: HeldMessage, key: MessageKey, reason: String)] = []
    for order in orders {
      try mayRelease(order.id, actor)
      guard let message = try show(order.id).message else { throw .wrongState(order.id, try state(order.id)) }
      if order.copies.contains(where: \.isProtected) { try checkProtected(order.id) }
      let why = try message.goesInClear(order.copies) ? inClear(order.id, message, by: actor, reason) : reason
      asked.append((order, message, try messageKey(order.id), why))
    }
    return try attempt("put held messages into the outbox") {
      try database.write { db in
        var rows: [(HeldID, OutgoingID)] = []
        for (order, message, key, reason) in asked {
          try self.check(order.id, order.stamp, db)
          try self.noteLimits(of: order, by: key, db)
          rows += try self.queue(
            .release, order.id, order.copies.map { message.record(of: $0) }, to: .releasing, .releaseBegun, by: actor,
            reason: reason, pause: Self.pause(grace), db
          ).map { (order.id, $0) }
          if let letter = letters[order.id] { try self.insert(letter, about: order.id, db) }
          if isFalseAlarm { try self.markFalseAlarm(order.id, by: actor, reason: reason, db) }
        }
        return rows
      }
    }
  }

  /// Puts messages into the outbox that go back to their senders, all of them or none.
  /// - Parameters:
  ///   - reason: goes on the audit trail; not empty.
  ///   - grace: for how many seconds it can be taken back; at most 900.
  ///   - isSender: they withdraw what is their own, of which they may know even where they are one of its recipients.
  @discardableResult
  public func queueReturn(
    _ orders: [ReturnOrder], by actor: String, reason: String, grace: Int64 = 0, isSender: Bool = false
  ) throws(QuarantineError) -> [(id: HeldID, row: OutgoingID)] {
    let reason = try Self.checked(reason)
    for order in orders { _ = try visible(order.id, to: isSender ? nil : actor) }
    return try attempt("put held messages into the outbox") {
      try database.write { db in
        try orders.flatMap { order in
          try self.giveBack(order, by: actor, reason: reason, grace: grace, db).map { (order.id, $0) }
        }
      }
    }
  }

  func giveBack(
    _ order: ReturnOrder, by actor: String, reason: String, grace: Int64, _ db: Database
  ) throws -> [OutgoingID] {
    if let stamp = order.stamp { try check(order.id, stamp, db) }
    var record = OutgoingRecord(OutgoingPart(order.envelope))
    record.note = order.note
    return try queue(
      .giveBack, order.id, [record], to: .returning, .returnBegun, by: actor, reason: reason, pause: Self.pause(grace),
      db)
  }

  /// Takes back what was put into the outbox and has not been tried yet: the messages are held again, all or none.
  /// - Parameter isSender: it is their own, see `queueReturn`.
  /// - Throws: `tooLate` where one has gone, or was tried.
  public func takeBack(_ ids: [HeldID], by actor: String, isSender: Bool = false) throws(QuarantineError) {
    var keys: [HeldID: MessageKey] = [:]
    for id in ids {
      _ = try visible(id, to: isSender ? nil : actor)
      keys[id] = try messageKey(id)
    }
    try attempt("take messages back from the outbox") {
      try database.write { db in
        for (id, key) in keys {
          let isDecided = try Bool.fetchOne(
            db, sql: "SELECT state IN ('releasing', 'returning') AND rules <> '' FROM held WHERE id = ?",
            arguments: [id.description])
          guard isDecided == true else { throw QuarantineError.tooLate(id) }
          let rows = try Row.fetchAll(
            db,
            sql: """
              SELECT id, state = 'waiting' AND attempts = 0 AS isFresh FROM outgoing
              WHERE held = ?1 AND kind <> 'notice'
                AND round = (SELECT max(round) FROM outgoing WHERE held = ?1 AND kind <> 'notice')
              """,
            arguments: [id.description])
          guard !rows.isEmpty, rows.allSatisfy({ $0["isFresh"] == true }) else { throw QuarantineError.tooLate(id) }
          for row in rows {
            try db.execute(sql: "DELETE FROM outgoing WHERE id = ?", arguments: [row["id"] as String])
          }
          try self.clearLimits(of: key, db)
          try self.withdrawLetter(for: Self.sentProtected(id), db)
          try self.set(id, .held, nil, db)
          try self.append(.takenBack, of: id, by: actor, reason: "", db)
        }
      }
    }
  }

  /// Destroys one held message of which its sender has a copy: content, record and key are shredded. Never one of child
  /// protection.
  /// - Parameter stamp: what was seen; nil where the machine's own account asks.
  /// - Throws: `noCopy`, `childProtection`, `changed`, `wrongState`, `kept`.
  public func delete(
    _ id: HeldID, senderHas copy: SenderCopy, seen stamp: HeldStamp? = nil, by actor: String, reason: String
  ) throws(QuarantineError) {
    let row = try visible(id, to: actor)
    let reason = try Self.checked(reason)
    guard row.summary?.cabinets.contains(.childProtection) == false else { throw .childProtection(id) }
    // What cannot be opened any more can still be ended.
    let message = try? show(id).message
    try attempt("change the state of \(id)") {
      try database.write { db in
        let state = try self.state(id, db)
        guard [.held, .uncertain].contains(state) else { throw QuarantineError.wrongState(id, state) }
        if let stamp { try self.check(id, stamp, db) }
        try self.checkNotKept(id, db)
        let proof: String
        switch copy {
        case .returnTaken:
          guard let taken = try self.returnTaken(id, db) else { throw QuarantineError.noCopy(id) }
          proof = "Postfix took its return as \(taken)"
        case .confirmed(let sender, let time):
          guard !sender.isEmpty, time <= self.now() else { throw QuarantineError.noCopy(id) }
          proof = "\(sender) said so at \(time)"
        }
        try self.append(.senderHasCopy, of: id, by: actor, reason: proof, db)
        try self.set(id, .deleted, nil, db)
        try self.append(.deleted, of: id, by: actor, reason: reason, db)
        try self.noteNearMiss(.withdrawn, of: id, message, db)
      }
    }
    try shred(id)
  }

  /// Who ended a hold last, or began to, and when; nil where nobody has, or who is not known any more.
  public func lastDecision(on id: HeldID) throws(QuarantineError) -> AuditLine? {
    try auditLines(of: id).last { [.releaseBegun, .returnBegun, .deleted, .released, .returned].contains($0.action) }
  }
}

extension QuarantineStore {
  /// For how long the filter leaves a row alone, in seconds.
  static func pause(_ grace: Int64) -> Int64 { max(courtesy, min(grace, longestPause)) }

  func state(_ id: HeldID) throws(QuarantineError) -> HeldState { try row(id).summary?.state ?? .deleted }

  /// - Throws: `wrongState` where it is not held any more, `changed` where it is not what was seen.
  func check(_ id: HeldID, _ stamp: HeldStamp, _ db: Database) throws {
    guard let row = try HeldRow.fetchOne(db, sql: HeldRow.select + " WHERE id = ?", arguments: [id.description]) else {
      throw QuarantineError.notFound(id)
    }
    let state = HeldState(rawValue: row.state) ?? .deleted
    guard [.held, .pending, .uncertain].contains(state) else { throw QuarantineError.wrongState(id, state) }
    guard HeldStamp(row) == stamp else { throw QuarantineError.changed(id) }
  }

  /// The name under which Postfix took a letter that gave this message back, or another of its case with the same body.
  private func returnTaken(_ id: HeldID, _ db: Database) throws -> String? {
    try Row.fetchOne(
      db,
      sql: """
        SELECT coalesce(outgoing.queueID, outgoing.id) AS name FROM outgoing JOIN held ON held.id = outgoing.held
        WHERE outgoing.kind = 'return' AND outgoing.state = 'sent'
          AND held.caseKey = (SELECT caseKey FROM held WHERE id = ?)
        """,
      arguments: [id.description])?["name"]
  }

  /// Whether a letter that gave it back was taken by Postfix.
  public func senderHasReturn(of id: HeldID) throws(QuarantineError) -> Bool {
    try attempt("look into the outbox") { try database.read { db in try self.returnTaken(id, db) != nil } }
  }

  /// Keeps who is not to get it, and that something was left out, until its release has come to its end.
  func noteLimits(
    of order: ReleaseOrder, isSenders: Bool = false, by key: MessageKey, _ db: Database
  ) throws {
    try changeOutcome(of: key, db) { outcome in
      outcome.isSenders = isSenders ? true : nil
      outcome.withheld = order.withheld.isEmpty ? nil : order.withheld
      outcome.cutParts = order.cutParts == 0 ? nil : order.cutParts
    }
  }

  private func clearLimits(of key: MessageKey, _ db: Database) throws {
    try changeOutcome(of: key, db) { outcome in
      outcome.withheld = nil
      outcome.cutParts = nil
      outcome.isSenders = nil
    }
  }

  private func changeOutcome(of key: MessageKey, _ db: Database, _ change: (inout ReleaseOutcome) -> Void) throws {
    let sealed = try Data.fetchOne(db, sql: "SELECT outcome FROM held WHERE id = ?", arguments: [key.id.description])
    let earlier = sealed.flatMap { try? key.open($0, as: "outcome", ReleaseOutcome.self) } ?? ReleaseOutcome()
    var outcome = earlier
    change(&outcome)
    guard outcome != earlier else { return }
    guard outcome == ReleaseOutcome() else { return try OutcomeMerger.write(outcome, by: key, db) }
    // Taken back, it is what it was: links that were sent out for it are good again.
    try db.execute(sql: "UPDATE held SET outcome = NULL WHERE id = ?", arguments: [key.id.description])
  }
}
