import Foundation
import GRDB
import Glibc
import Policy
import Spool

extension QuarantineStore {
  /// How long one process may take to hand a message to Postfix before it is taken to have died; in seconds.
  /// Longer than all of SMTP's own time-outs together (RFC 5321 §4.5.3.2).
  static let claimSpan: Int64 = 3_600

  /// Claims a held message for sending: from here on no other process can release it.
  /// - Throws: `wrongState` when it is not held, `ownHold` when its sender tries and the rule asks for somebody else.
  public func beginRelease(_ id: HeldID, by actor: String, reason: String = "") throws(QuarantineError) {
    let row = try visible(id, to: actor)
    guard let summary = row.summary else { throw .contentDamaged(id) }
    if summary.state == .held, summary.releaser != .sender {
      let message = try record(row, messageKey(id)).message
      let own = [message.identity, message.envelope.sender.address].map { $0.lowercased() }
      guard !own.contains(actor.lowercased()) else {
        throw QuarantineError(
          .ownHold, "\(id) is to be released by \(summary.releaser == .officer ? "an officer" : "a colleague")",
          remedy: "ask one who is not its sender")
      }
    }
    try move(id, from: [.held], to: .releasing, .releaseBegun, by: actor, reason: reason)
  }

  /// Postfix has it. Recipients that it refused stay on record.
  public func markReleased(_ id: HeldID, by actor: String, outcome: ReleaseOutcome) throws(QuarantineError) {
    try move(id, from: [.releasing], to: .released, .released, by: actor, outcome: outcome)
  }

  /// The release did not come about: it is held again, or `uncertain` when the connection broke after the last byte.
  public func markFailed(_ id: HeldID, by actor: String, outcome: ReleaseOutcome, isUncertain: Bool)
    throws(QuarantineError)
  {
    try move(
      id, from: [.releasing, .returning], to: isUncertain ? .uncertain : .held, .failed, by: actor, outcome: outcome)
  }

  /// Claims a held message for giving it back to its sender.
  public func beginReturn(_ id: HeldID, by actor: String, reason: String) throws(QuarantineError) {
    _ = try visible(id, to: actor)
    try move(id, from: [.held], to: .returning, .returnBegun, by: actor, reason: Self.checked(reason))
  }

  /// Its sender has it back: content, record and key are shredded.
  public func markReturned(_ id: HeldID, by actor: String) throws(QuarantineError) {
    try move(id, from: [.returning], to: .returned, .returned, by: actor)
    try shred(id)
  }

  /// Ends a hold without a trace of the message: content, record and key are shredded.
  public func markDeleted(_ id: HeldID, by actor: String, reason: String) throws(QuarantineError) {
    _ = try visible(id, to: actor)
    try move(id, from: [.held, .uncertain], to: .deleted, .deleted, by: actor, reason: Self.checked(reason))
    try shred(id)
  }

  /// A person has seen that Postfix never got it: an uncertain message is held again.
  public func reopen(_ id: HeldID, by actor: String, reason: String) throws(QuarantineError) {
    _ = try visible(id, to: actor)
    try move(id, from: [.uncertain], to: .held, .reopened, by: actor, reason: Self.checked(reason))
  }

  /// One transaction: the state changes and the audit line stands, or neither.
  private func move(
    _ id: HeldID, from: Set<HeldState>, to: HeldState, _ action: AuditAction, by actor: String, reason: String = "",
    outcome: ReleaseOutcome? = nil
  ) throws(QuarantineError) {
    let sealed = try outcome.map { outcome throws(QuarantineError) in
      let key = try messageKey(id)
      return try attempt("seal the outcome of \(id)") { try key.seal(outcome, as: "outcome") }
    }
    try attempt("change the state of \(id)") {
      try database.write { db in
        guard
          let word = try String.fetchOne(db, sql: "SELECT state FROM held WHERE id = ?", arguments: [id.description]),
          let state = HeldState(rawValue: word)
        else { throw QuarantineError.notFound(id) }
        guard from.contains(state) else { throw QuarantineError.wrongState(id, state) }
        try db.execute(
          sql: "UPDATE held SET state = ?, changedAt = ?, outcome = coalesce(?, outcome) WHERE id = ?",
          arguments: [to.rawValue, self.now(), sealed, id.description])
        if to.isShredded {
          try db.execute(sql: "UPDATE held SET record = NULL, outcome = NULL WHERE id = ?", arguments: [id.description])
        }
        try self.append(action, of: id, by: actor, reason: reason, db)
      }
    }
  }
}

extension QuarantineStore {
  /// The key first: from then on the content is noise, wherever copies of it may be.
  func shred(_ id: HeldID) throws(QuarantineError) {
    try attempt("shred the key of \(id)") {
      try keyDatabase.write { db in
        try db.execute(sql: "DELETE FROM messageKey WHERE id = ?", arguments: [id.description])
      }
    }
    guard unlink(folder.file(id)) == 0 || errno == ENOENT, StateFolder.syncFolder(folder.content) == 0 else {
      throw QuarantineError(system: errno, doing: "remove the content of \(id)")
    }
  }

  /// Ends what a crash interrupted between a message's last state and the end of its shredding.
  func finishShredding() throws(QuarantineError) {
    let done = try ids("state IN ('returned', 'deleted')")
    let keyed = try keyedIDs()
    for id in done {
      var status = stat()
      if keyed.contains(id) || lstat(folder.file(id), &status) == 0 { try shred(id) }
    }
  }

  /// Clears away what a crash left of holds that were never acknowledged, and gives up claims of processes that died.
  /// Only for the filter that has the folder for itself, since nobody else holds mail.
  func sweep() throws(QuarantineError) {
    let known = try ids("1")
    for id in try keyedIDs() where !known.contains(id) { try shred(id) }
    let names = try attempt("list \(folder.content)") {
      try FileManager.default.contentsOfDirectory(atPath: self.folder.content)
    }
    for name in names where name.hasSuffix(".sealed") {
      guard let id = HeldID(String(name.dropLast(7))), !known.contains(id) else { continue }
      unlink(folder.file(id))
    }
    for id in try ids("state IN ('releasing', 'returning') AND changedAt < \(now() - Self.claimSpan)") {
      let outcome = ReleaseOutcome(problem: "the process that was sending it ended before it knew the outcome")
      try markFailed(id, by: "filter", outcome: outcome, isUncertain: true)
    }
  }

  private func ids(_ condition: String) throws(QuarantineError) -> Set<HeldID> {
    try attempt("list held messages") {
      try database.read { db in
        Set(try String.fetchAll(db, sql: "SELECT id FROM held WHERE \(condition)").compactMap { HeldID($0) })
      }
    }
  }

  private func keyedIDs() throws(QuarantineError) -> Set<HeldID> {
    try attempt("list message keys") {
      try keyDatabase.read { db in
        Set(try String.fetchAll(db, sql: "SELECT id FROM messageKey").compactMap { HeldID($0) })
      }
    }
  }
}
