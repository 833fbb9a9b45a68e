import Foundation
import GRDB
import Spool

extension QuarantineStore {
  /// Postfix has answered for each recipient; those with a temporary refusal are tried again.
  /// - Parameter telling: composes the letters that tell of copies that will never go.
  /// - Returns: `waiting` when some are left, `sent` when somebody has it, `failed` when nobody ever will.
  @discardableResult
  public func settle(
    _ id: OutgoingID, _ outcome: ReleaseOutcome, telling: ReleaseRefusal.Letters? = nil
  ) throws(QuarantineError) -> OutgoingState {
    let row = try outgoing(id)
    var record = row.record
    for index in record.recipients.indices where record.recipients[index].isOpen {
      let refusal = outcome.refused.first { $0.address == record.recipients[index].path.address }
      record.recipients[index].reply = refusal?.reply
      record.recipients[index].state = refusal.map { $0.isTemporary ? .waiting : .refused } ?? .taken
    }
    let taken = record.recipients.contains { $0.state == .taken }
    var whole = ReleaseOutcome(queueID: outcome.queueID, refused: Self.refusals(record), problem: outcome.problem)
    if record.recipients.contains(where: { $0.state == .waiting }) {
      whole.problem = whole.problem ?? "Postfix does not take it yet for some recipients"
      try postpone(row, record, whole)
      return .waiting
    }
    try end(row, record, taken ? .sent : .failed, whole, telling)
    return taken ? .sent : .failed
  }

  /// Postfix took what the row's receipt says, as its queue or its log tells; who is not in the receipt is tried again.
  /// - Returns: as `settle`.
  @discardableResult
  public func settleByReceipt(
    _ row: Outgoing, telling: ReleaseRefusal.Letters? = nil
  ) throws(QuarantineError) -> OutgoingState {
    let left = row.record.recipients.filter { $0.state == .waiting }.map {
      ReleaseOutcome.Refusal(address: $0.path.address, reply: "not asked to the end", isTemporary: true)
    }
    return try settle(row.id, ReleaseOutcome(queueID: row.queueID, refused: left), telling: telling)
  }

  /// It surely did not go, and is to be tried again.
  /// - Parameter row: as it was when that was found out.
  /// - Returns: false when it has got a receipt since, so that nothing is sure any more.
  @discardableResult
  public func postpone(_ row: Outgoing, problem: String) throws(QuarantineError) -> Bool {
    try postpone(row, row.record, ReleaseOutcome(refused: Self.refusals(row.record), problem: problem))
  }

  /// It surely did not go, and never will: a held message is held again.
  public func fail(
    _ id: OutgoingID, _ outcome: ReleaseOutcome, telling: ReleaseRefusal.Letters? = nil
  ) throws(QuarantineError) {
    let row = try outgoing(id)
    try end(row, row.record, .failed, outcome, telling)
  }

  /// Nobody can tell whether it went: a person is asked.
  public func leaveUncertain(_ id: OutgoingID, problem: String) throws(QuarantineError) {
    let row = try outgoing(id)
    try end(row, row.record, .uncertain, ReleaseOutcome(queueID: row.queueID, problem: problem), nil)
  }

  /// A person has looked: an uncertain message was sent, or was not.
  /// - Parameter reason: what was looked at; not empty.
  public func settleUncertain(_ id: HeldID, wasSent: Bool, by actor: String, reason: String) throws(QuarantineError) {
    _ = try visible(id, to: actor)
    let reason = try Self.checked(reason)
    let rows = try outgoing(about: id).filter { $0.state == .uncertain }
    let isReturn = rows.contains { $0.kind == .giveBack }
    let message = wasSent && isReturn ? try? show(id).message : nil
    // What was a problem is none any more, once it is known to have gone.
    let settled = try rows.first { $0.kind != .notice }.flatMap { row throws(QuarantineError) in
      wasSent ? try sealed(ReleaseOutcome(queueID: row.queueID), about: row) : nil
    }
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
        try self.set(id, next, settled, db)
        try self.append(wasSent ? (isReturn ? .returned : .released) : .reopened, of: id, by: actor, reason: reason, db)
        try self.noteNearMiss(.returned, of: id, message, db)
      }
    }
    if wasSent, isReturn { try shred(id) }
  }
}

extension QuarantineStore {
  /// How long to wait before the next try, in seconds, by how many there were.
  private static func pause(after attempts: Int) -> Int64 {
    let steps: [Int64] = [1, 2, 5, 15, 60, 300, longestPause]
    return steps[min(max(attempts - 1, 0), steps.count - 1)]
  }

  @discardableResult
  private func postpone(
    _ row: Outgoing, _ record: OutgoingRecord, _ outcome: ReleaseOutcome
  ) throws(QuarantineError) -> Bool {
    var record = record
    for index in record.recipients.indices where record.recipients[index].state == .passed {
      record.recipients[index].state = .waiting
    }
    let key = try outcomeKey(row)
    let merger = OutcomeMerger(row, record, outcome)
    return try attempt("put a row of the outbox back") {
      try database.write { db -> Bool in
        let sealed = try self.reseal(record, of: row, db)
        try db.execute(
          sql: """
            UPDATE outgoing SET state = 'waiting', lease = NULL, digest = NULL, queueID = NULL, receiptAt = NULL,
              nextAt = ?, changedAt = ?, record = ?
            WHERE id = ? AND state = 'sending' AND attempts = ? AND queueID IS ?
            """,
          arguments: [
            self.now() + Self.pause(after: row.attempts), self.now(), sealed, row.id.description, row.attempts,
            row.queueID,
          ])
        guard db.changesCount == 1 else { return false }
        if let key { _ = try merger.merge(by: key, db) }
        return true
      }
    }
  }

  private func end(
    _ row: Outgoing, _ record: OutgoingRecord, _ state: OutgoingState, _ outcome: ReleaseOutcome,
    _ telling: ReleaseRefusal.Letters?
  ) throws(QuarantineError) {
    let key = try outcomeKey(row)
    let actor = try actor(of: row.id)
    // Without its record nobody can be told of it; the release ends all the same.
    let message = row.kind != .notice ? row.held.flatMap { try? show($0).message } : nil
    let isExpiry = actor == Self.retentionActor
    let merger = OutcomeMerger(row, record, outcome)
    let isGone = try attempt("end a row of the outbox") {
      try database.write { db -> Bool in
        try db.execute(
          sql: """
            UPDATE outgoing SET state = ?, changedAt = ?, lease = NULL, queueID = coalesce(queueID, ?),
              record = CASE WHEN ? THEN record ELSE NULL END WHERE id = ? AND state IN ('sending', 'waiting')
            """,
          arguments: [state.rawValue, self.now(), outcome.queueID, state == .uncertain, row.id.description])
        // Another process may have ended it while this one was stopped.
        guard db.changesCount == 1, let held = row.held, let key else { return false }
        let whole = try merger.merge(by: key, db)
        // What goes in several copies has come to its end with the last of them.
        let round = try self.states(ofRoundOf: row, db)
        guard round.isDisjoint(with: [.waiting, .sending]) else { return false }
        let (next, action) = Self.end(of: row.kind, round)
        if next == .released {
          // Who has it matters only where it is to be tried for the rest.
          var final = whole
          final.taken = []
          try OutcomeMerger.write(final, by: key, db)
        }
        try self.set(held, next, nil, db)
        try self.append(action, of: held, by: actor, reason: "", db)
        // What nobody decided on is no near miss: nobody said that it was wrong.
        if next == .returned, !isExpiry { try self.noteNearMiss(.returned, of: held, message, db) }
        if next == .released, message?.wasMended(held, row.record, whole) == true {
          try self.noteNearMiss(.mended, of: held, message, db)
        }
        let isForgotten = try next == .released && row.record.forgets == true && self.forgetPassed(held, db)
        let released = row.kind == .release ? message : nil
        var refusal = released.flatMap { ReleaseRefusal(held, $0, whole, next, wasPending: row.record.forgets != nil) }
        if refusal != nil, telling != nil { refusal?.linkHolders = try self.linkHolders(of: held, to: .mend, db) }
        for letter in try refusal.flatMap({ try telling?($0) }) ?? [] {
          try self.insert(letter, about: isForgotten ? nil : held, db)
        }
        return next == .returned || isForgotten
      }
    }
    if isGone, let held = row.held { try shred(held) }
  }

  /// What has become of the copies that were asked for together.
  private func states(ofRoundOf row: Outgoing, _ db: Database) throws -> Set<OutgoingState> {
    Set(
      try String.fetchAll(
        db,
        sql: """
          SELECT DISTINCT state FROM outgoing WHERE held = ?1 AND kind = ?2
            AND round = (SELECT round FROM outgoing WHERE id = ?3)
          """,
        arguments: [row.held?.description, row.kind.rawValue, row.id.description]
      ).compactMap { OutgoingState(rawValue: $0) })
  }

  private static func end(of kind: OutgoingKind, _ states: Set<OutgoingState>) -> (HeldState, AuditAction) {
    if states.contains(.uncertain) { return (.uncertain, .failed) }
    guard states.contains(.sent) else { return (.held, .failed) }
    return kind == .release ? (.released, .released) : (.returned, .returned)
  }

  /// What nothing was wrong with leaves no copy here, unless somebody has kept it.
  private func forgetPassed(_ id: HeldID, _ db: Database) throws -> Bool {
    try db.execute(
      sql: "UPDATE held SET record = NULL, outcome = NULL WHERE id = ? AND isKept = 0", arguments: [id.description])
    guard db.changesCount == 1 else { return false }
    try closeLetters(about: id, db)
    return true
  }

  private func sealed(_ outcome: ReleaseOutcome, about row: Outgoing) throws(QuarantineError) -> Data? {
    guard let key = try outcomeKey(row) else { return nil }
    return try attempt("seal the outcome of \(key.id)") { try key.seal(outcome, as: "outcome") }
  }

  /// By it the outcome of held content is sealed; nil for a letter.
  private func outcomeKey(_ row: Outgoing) throws(QuarantineError) -> MessageKey? {
    guard let held = row.held, row.kind != .notice else { return nil }
    return try messageKey(held)
  }

  private static func refusals(_ record: OutgoingRecord) -> [ReleaseOutcome.Refusal] {
    record.recipients.compactMap { recipient in
      recipient.reply.map {
        ReleaseOutcome.Refusal(
          address: recipient.path.address, reply: $0, isTemporary: recipient.isOpen)
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
    if state != .held {
      try db.execute(sql: "DELETE FROM approval WHERE held = ?", arguments: [id.description])
      try db.execute(sql: "DELETE FROM timedHold WHERE held = ?", arguments: [id.description])
    }
    guard state.isShredded else { return }
    try db.execute(sql: "DELETE FROM question WHERE held = ?", arguments: [id.description])
    try db.execute(sql: "UPDATE held SET record = NULL, outcome = NULL WHERE id = ?", arguments: [id.description])
    try closeLetters(about: id, db)
  }

  /// A letter about a message that is being shredded could not be opened any more.
  func closeLetters(about id: HeldID, _ db: Database) throws {
    try db.execute(
      sql: """
        UPDATE outgoing SET record = NULL, lease = NULL,
          state = CASE WHEN state IN ('waiting', 'sending', 'uncertain') THEN 'failed' ELSE state END
        WHERE held = ?
        """,
      arguments: [id.description])
  }
}
