import Foundation
import GRDB
import Policy
public import Spool

extension QuarantineStore {
  /// Asks for a held message to be sent on: from here on it is in the outbox, and no other can release it.
  /// - Parameters:
  ///   - actor: who ends the hold: an address, or the name of a system account.
  ///   - reason: goes on the audit trail.
  /// - Returns: its row in the outbox.
  /// - Throws: `wrongState` when it is not held, `ownHold` when its sender tries and the rule asks for somebody else.
  @discardableResult
  public func queueRelease(_ id: HeldID, by actor: String, reason: String = "") throws(QuarantineError) -> OutgoingID {
    try mayRelease(id, actor)
    guard let message = try show(id).message else { throw .wrongState(id, try row(id).summary?.state ?? .deleted) }
    return try queue(.release, id, message.envelope, to: .releasing, .releaseBegun, by: actor, reason: reason)
  }

  /// Asks for a held message to be given back to its sender.
  /// - Parameters:
  ///   - envelope: of the letter that carries it.
  ///   - reason: why; not empty.
  @discardableResult
  public func queueReturn(
    _ id: HeldID, envelope: Envelope, by actor: String, reason: String
  ) throws(QuarantineError) -> OutgoingID {
    _ = try visible(id, to: actor)
    return try queue(.giveBack, id, envelope, to: .returning, .returnBegun, by: actor, reason: Self.checked(reason))
  }

  /// Postfix has answered for each recipient; those with a temporary refusal are tried again.
  /// - Returns: whether nothing is left to do for this row.
  @discardableResult
  public func settle(_ id: OutgoingID, _ outcome: ReleaseOutcome) throws(QuarantineError) -> Bool {
    let row = try outgoing(id)
    var record = row.record
    for index in record.recipients.indices where record.recipients[index].state == .waiting {
      let refusal = outcome.refused.first { $0.address == record.recipients[index].path.address }
      record.recipients[index].reply = refusal?.reply
      guard let refusal else {
        record.recipients[index].state = .taken
        continue
      }
      if !refusal.isTemporary { record.recipients[index].state = .refused }
    }
    if record.recipients.contains(where: { $0.state == .waiting }) {
      try postpone(row, record, problem: "Postfix does not take it yet for some recipients")
      return false
    }
    let taken = record.recipients.contains { $0.state == .taken }
    let whole = ReleaseOutcome(queueID: outcome.queueID, refused: Self.refusals(record), problem: outcome.problem)
    try end(row, taken ? .sent : .failed, whole)
    return true
  }

  /// It surely did not go, and is to be tried again.
  /// - Parameter row: as it was when that was found out.
  /// - Returns: false when it has got a receipt since, so that nothing is sure any more.
  @discardableResult
  public func postpone(_ row: Outgoing, problem: String) throws(QuarantineError) -> Bool {
    try postpone(row, row.record, problem: problem)
  }

  /// It surely did not go, and never will: a held message is held again.
  public func fail(_ id: OutgoingID, _ outcome: ReleaseOutcome) throws(QuarantineError) {
    try end(outgoing(id), .failed, outcome)
  }

  /// Nobody can tell whether it went: a person is asked.
  public func leaveUncertain(_ id: OutgoingID, problem: String) throws(QuarantineError) {
    let row = try outgoing(id)
    try end(row, .uncertain, ReleaseOutcome(queueID: row.queueID, problem: problem))
  }

  /// A person has looked: an uncertain message was sent, or was not.
  /// - Parameter reason: what was looked at; not empty.
  public func settleUncertain(_ id: HeldID, wasSent: Bool, by actor: String, reason: String) throws(QuarantineError) {
    _ = try visible(id, to: actor)
    let reason = try Self.checked(reason)
    let rows = try outgoing(about: id).filter { $0.state == .uncertain }
    let isReturn = rows.contains { $0.kind == .giveBack }
    try attempt("change the state of \(id)") {
      try database.write { db in
        let state = try self.state(id, db)
        guard state == .uncertain else { throw QuarantineError.wrongState(id, state) }
        for row in rows {
          try db.execute(
            sql: "UPDATE outgoing SET state = ?, changedAt = ?, record = NULL, lease = NULL WHERE id = ?",
            arguments: [(wasSent ? OutgoingState.sent : .failed).rawValue, self.now(), row.id.description])
        }
        let next: HeldState = wasSent ? (isReturn ? .returned : .released) : .held
        try self.set(id, next, nil, db)
        try self.append(wasSent ? (isReturn ? .returned : .released) : .reopened, of: id, by: actor, reason: reason, db)
      }
    }
    if wasSent, isReturn { try shred(id) }
  }
}

extension QuarantineStore {
  /// How long to wait before the next try, in seconds, by how many there were.
  private static func pause(after attempts: Int) -> Int64 {
    let steps: [Int64] = [1, 2, 5, 15, 60, 300, 900]
    return steps[min(max(attempts - 1, 0), steps.count - 1)]
  }

  private func mayRelease(_ id: HeldID, _ actor: String) throws(QuarantineError) {
    let row = try visible(id, to: actor)
    guard let summary = row.summary else { throw .contentDamaged(id) }
    guard summary.state == .held, summary.releaser != .sender else { return }
    let message = try record(row, messageKey(id)).message
    let own = [message.identity, message.envelope.sender.address].map { $0.lowercased() }
    guard own.contains(actor.lowercased()) else { return }
    throw QuarantineError(
      .ownHold, "\(id) is to be released by \(summary.releaser == .officer ? "an officer" : "a colleague")",
      remedy: "ask one who is not its sender")
  }

  private func queue(
    _ kind: OutgoingKind, _ id: HeldID, _ envelope: Envelope, to next: HeldState, _ action: AuditAction,
    by actor: String, reason: String
  ) throws(QuarantineError) -> OutgoingID {
    let record = OutgoingRecord(
      sender: envelope.sender, recipients: envelope.recipients.map { OutgoingRecipient($0) }, mail: nil)
    return try attempt("put \(id) into the outbox") {
      try database.write { db in
        let state = try self.state(id, db)
        guard state == .held else { throw QuarantineError.wrongState(id, state) }
        if kind == .giveBack { try self.checkNotKept(id, db) }
        let before =
          try Int.fetchOne(
            db, sql: "SELECT count(*) FROM outgoing WHERE held = ? AND kind <> 'notice'", arguments: [id.description])
          ?? 0
        let purpose = "\(kind.rawValue) \(id) \(before)"
        try self.insert(kind, record, about: id, purpose: purpose, actor: actor, db)
        try self.set(id, next, nil, db)
        try self.append(action, of: id, by: actor, reason: reason, db)
        let newest = try String.fetchOne(
          db, sql: "SELECT id FROM outgoing WHERE held = ? AND kind <> 'notice' ORDER BY rowid DESC LIMIT 1",
          arguments: [id.description])
        guard let queued = newest.flatMap({ OutgoingID($0) }) else { throw QuarantineError.contentDamaged(id) }
        return queued
      }
    }
  }

  @discardableResult
  private func postpone(
    _ row: Outgoing, _ record: OutgoingRecord, problem: String
  ) throws(QuarantineError) -> Bool {
    let outcome = ReleaseOutcome(refused: Self.refusals(record), problem: problem)
    let sealedOutcome = try sealed(outcome, about: row)
    return try attempt("put a row of the outbox back") {
      try database.write { db -> Bool in
        let keyID = try String.fetchOne(
          db, sql: "SELECT keyID FROM outgoing WHERE id = ?", arguments: [row.id.description])
        let master = try self.keys.key(keyID ?? "")
        let sealed = try self.seal(record, of: row.id, about: row.held, by: master)
        try db.execute(
          sql: """
            UPDATE outgoing SET state = 'waiting', lease = NULL, digest = NULL, queueID = NULL, receiptAt = NULL,
              nextAt = ?, changedAt = ?, record = ? WHERE id = ? AND state = 'sending' AND queueID IS ?
            """,
          arguments: [
            self.now() + Self.pause(after: row.attempts), self.now(), sealed, row.id.description, row.queueID,
          ])
        guard db.changesCount == 1 else { return false }
        if let held = row.held, row.kind != .notice, let sealedOutcome {
          try db.execute(
            sql: "UPDATE held SET outcome = ? WHERE id = ?", arguments: [sealedOutcome, held.description])
        }
        return true
      }
    }
  }

  private func end(_ row: Outgoing, _ state: OutgoingState, _ outcome: ReleaseOutcome) throws(QuarantineError) {
    let sealedOutcome = try sealed(outcome, about: row)
    let actor = try actor(of: row.id)
    let isReturned = state == .sent && row.kind == .giveBack
    try attempt("end a row of the outbox") {
      try database.write { db in
        try db.execute(
          sql: """
            UPDATE outgoing SET state = ?, changedAt = ?, lease = NULL, queueID = coalesce(queueID, ?),
              record = CASE WHEN ? THEN record ELSE NULL END WHERE id = ? AND state IN ('sending', 'waiting')
            """,
          arguments: [state.rawValue, self.now(), outcome.queueID, state == .uncertain, row.id.description])
        // Another process may have ended it while this one was stopped.
        guard db.changesCount == 1, let held = row.held, row.kind != .notice else { return }
        let next: HeldState
        let action: AuditAction
        switch state {
        case .sent: (next, action) = row.kind == .release ? (.released, .released) : (.returned, .returned)
        case .uncertain: (next, action) = (.uncertain, .failed)
        default: (next, action) = (.held, .failed)
        }
        try self.set(held, next, sealedOutcome, db)
        try self.append(action, of: held, by: actor, reason: "", db)
      }
    }
    if isReturned, let held = row.held { try shred(held) }
  }

  private func sealed(_ outcome: ReleaseOutcome, about row: Outgoing) throws(QuarantineError) -> Data? {
    guard let held = row.held, row.kind != .notice else { return nil }
    let key = try messageKey(held)
    return try attempt("seal the outcome of \(held)") { try key.seal(outcome, as: "outcome") }
  }

  private static func refusals(_ record: OutgoingRecord) -> [ReleaseOutcome.Refusal] {
    record.recipients.compactMap { recipient in
      recipient.reply.map {
        ReleaseOutcome.Refusal(
          address: recipient.path.address, reply: $0, isTemporary: recipient.state == .waiting)
      }
    }
  }

  func state(_ id: HeldID, _ db: Database) throws -> HeldState {
    guard let word = try String.fetchOne(db, sql: "SELECT state FROM held WHERE id = ?", arguments: [id.description]),
      let state = HeldState(rawValue: word)
    else { throw QuarantineError.notFound(id) }
    return state
  }

  func set(_ id: HeldID, _ state: HeldState, _ outcome: Data?, _ db: Database) throws {
    try db.execute(
      sql: "UPDATE held SET state = ?, changedAt = ?, outcome = coalesce(?, outcome) WHERE id = ?",
      arguments: [state.rawValue, now(), outcome, id.description])
    guard state.isShredded else { return }
    try db.execute(sql: "UPDATE held SET record = NULL, outcome = NULL WHERE id = ?", arguments: [id.description])
    try closeLetters(about: id, db)
  }

  /// A letter about a message that is being shredded could not be opened any more.
  func closeLetters(about id: HeldID, _ db: Database) throws {
    try db.execute(
      sql: """
        UPDATE outgoing SET record = NULL,
          state = CASE WHEN state IN ('waiting', 'uncertain') THEN 'failed' ELSE state END
        WHERE held = ?
        """,
      arguments: [id.description])
  }
}
