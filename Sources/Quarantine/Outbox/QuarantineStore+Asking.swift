import Foundation
import GRDB
import Policy
public import Spool

extension QuarantineStore {
  /// Asks for held messages to be sent on, all of them or none: from here on they are in the outbox, and nobody else can
  /// release them.
  /// - Parameters:
  ///   - ids: one message, or those of a case.
  ///   - actor: who ends the hold: an address, or the name of a system account.
  ///   - reason: goes on the audit trail.
  /// - Returns: the rows of the outbox, one for each copy of each message.
  /// - Throws: `wrongState` when one is not held, `ownHold` when its sender tries and the rule asks for somebody else.
  @discardableResult
  public func queueRelease(
    _ ids: [HeldID], by actor: String, reason: String = ""
  ) throws(QuarantineError) -> [OutgoingID] {
    try queueCopies(ids, by: actor, reason: reason).map(\.row)
  }

  /// The same, telling which row is of which message.
  /// - Parameters:
  ///   - parents: the sender says "I have checked that this is the parent" (D16), which is remembered for thirty days.
  ///     Then `actor` is the sender.
  ///   - isProtected: they go under the password that `keepProtected` has kept for each; those for whom the rules ask
  ///     for that get it so in any case.
  ///   - isInClear: they go as they came, though the rules ask for a password: then `reason` is not empty.
  /// - Throws: `nothingToCheck` where no message is one of which that can be said, `notProtected` where one has no form
  ///   under a password, `ownHold` where the sender would have it go in clear.
  public func queueCopies(
    _ ids: [HeldID], by actor: String, reason: String = "", checkedParents parents: Bool = false,
    isProtected: Bool = false, isInClear: Bool = false
  ) throws(QuarantineError) -> [(id: HeldID, row: OutgoingID)] {
    var asked: [(id: HeldID, parts: [OutgoingPart], reason: String)] = []
    var checks: [HeldID: [ParentCheck]] = [:]
    for id in ids {
      try mayRelease(id, actor)
      let detail = try show(id)
      guard let message = detail.message else { throw .wrongState(id, detail.summary.state) }
      var envelope = message.envelope
      // After a try of which only a part went, the rest alone is sent.
      let taken = Set(detail.outcome?.taken ?? [])
      envelope.recipients.removeAll { taken.contains($0.address) }
      var parts = try message.parts(of: envelope, id)
      var why = reason
      if isInClear, parts.contains(where: \.isProtected) { why = try inClear(id, message, by: actor, reason) }
      if isProtected || isInClear {
        for index in parts.indices { parts[index].isProtected = isProtected }
      }
      if parts.contains(where: \.isProtected) { try checkProtected(id) }
      asked.append((id, parts, why))
      if parents { checks[id] = message.parentChecks.flatMap { $0.isEmpty ? nil : $0 } }
    }
    if parents, checks.isEmpty, let id = ids.first { throw .nothingToCheck(id) }
    return try attempt("put held messages into the outbox") {
      try database.write { db in
        for (id, known) in checks { try self.keepParentChecks(known, of: id, by: actor, db) }
        return try asked.flatMap { id, parts, reason in
          try self.queue(
            .release, id, parts.map { OutgoingRecord($0) }, to: .releasing, .releaseBegun, by: actor, reason: reason,
            pause: Self.courtesy, db
          ).map { (id, $0) }
        }
      }
    }
  }

  /// Asks for a held message to be given back to its sender.
  /// - Parameters:
  ///   - envelope: of the letter that carries it.
  ///   - reason: why; not empty.
  @discardableResult
  public func queueReturn(
    _ id: HeldID, envelope: Envelope, by actor: String, reason: String
  ) throws(QuarantineError) -> OutgoingID {
    try queueReturn([ReturnOrder(id, envelope: envelope)], by: actor, reason: reason)[0].row
  }

  /// Whose message it is, where its sender may end the hold alone.
  /// - Throws: `ownHold` where somebody else is asked.
  public func senderWhoMayRelease(_ id: HeldID, visibleTo reader: String?) throws(QuarantineError) -> String {
    let detail = try show(id, visibleTo: reader)
    guard let message = detail.message else { throw .wrongState(id, detail.summary.state) }
    guard detail.summary.releaser == .sender else { throw .notTheSenders(id, detail.summary.releaser) }
    return message.identity
  }

  func mayRelease(_ id: HeldID, _ actor: String) throws(QuarantineError) {
    let row = try visible(id, to: actor)
    guard let summary = row.summary else { throw .contentDamaged(id) }
    guard [.held, .pending].contains(summary.state), summary.releaser != .sender else { return }
    let message = try record(row, messageKey(id)).message
    let own = [message.identity, message.envelope.sender.address].map { $0.lowercased() }
    guard own.contains(actor.lowercased()) else { return }
    throw .notTheSenders(id, summary.releaser)
  }

  /// What stands on the audit trail where a message goes as it came, though its rules ask for a password.
  func inClear(
    _ id: HeldID, _ message: HeldMessage, by actor: String, _ reason: String
  ) throws(QuarantineError) -> String {
    guard message.identity.lowercased() != actor.lowercased() else { throw .notTheSenders(id, .officer) }
    return "in clear: " + (try Self.checked(reason))
  }

  /// For so many seconds the filter leaves a row to the command that asks, and then takes it up itself.
  static let courtesy: Int64 = 5

  func queue(
    _ kind: OutgoingKind, _ id: HeldID, _ records: [OutgoingRecord], to next: HeldState,
    _ action: AuditAction, by actor: String, reason: String, pause: Int64, _ db: Database
  ) throws -> [OutgoingID] {
    let state = try state(id, db)
    guard state == .held || state == .pending else { throw QuarantineError.wrongState(id, state) }
    if kind == .giveBack { try checkNotKept(id, db) }
    let rows = try queue(kind, records, of: id, actor: actor, pause: pause, db)
    try set(id, next, nil, db)
    try append(action, of: id, by: actor, reason: reason, db)
    return rows
  }

  /// Puts held content into the outbox, a row for each copy, within the transaction that changes its state.
  func queue(
    _ kind: OutgoingKind, _ records: [OutgoingRecord], of id: HeldID, actor: String, pause: Int64, _ db: Database
  ) throws -> [OutgoingID] {
    // A message that came back to be held may be asked for again.
    let before =
      try Int.fetchOne(
        db, sql: "SELECT count(*) FROM outgoing WHERE held = ? AND kind <> 'notice'", arguments: [id.description]) ?? 0
    return try records.flatMap { try byForm($0, of: id, db) }.enumerated().map { number, record in
      guard
        let row = try insert(
          kind, record, about: id, purpose: "\(kind.rawValue) \(id) \(before + number)", actor: actor, pause: pause, db)
      else { throw QuarantineError.wrongState(id, try state(id, db)) }
      try db.execute(
        sql: "UPDATE outgoing SET round = ? WHERE id = ?", arguments: [before, row.description])
      return row
    }
  }
}

extension OutgoingRecord {
  /// Of held content that goes to nobody yet.
  init(_ part: OutgoingPart, forgets: Bool? = nil) {
    self.init(
      sender: part.envelope.sender, recipients: part.envelope.recipients.map { OutgoingRecipient($0) }, mail: nil,
      shown: part.shown == .everybody ? nil : part.shown, forgets: forgets, route: part.route,
      isProtected: part.isProtected ? true : nil)
  }
}

extension QuarantineError {
  fileprivate static func notTheSenders(_ id: HeldID, _ releaser: Releaser) -> QuarantineError {
    QuarantineError(
      .ownHold, "\(id) is to be released by \(releaser == .officer ? "an officer" : "a colleague")",
      remedy: "ask one who is not its sender")
  }

  fileprivate static func nothingToCheck(_ id: HeldID) -> QuarantineError {
    QuarantineError(
      .nothingToCheck, "\(id) is not about one pupil to an address that the records lack",
      remedy: "release it without --checked-parent, or ask an officer")
  }
}
