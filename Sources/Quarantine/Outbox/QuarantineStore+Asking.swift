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
  /// - Returns: a row of the outbox for each.
  /// - Throws: `wrongState` when one is not held, `ownHold` when its sender tries and the rule asks for somebody else.
  @discardableResult
  public func queueRelease(
    _ ids: [HeldID], by actor: String, reason: String = ""
  ) throws(QuarantineError) -> [OutgoingID] {
    var asked: [(HeldID, Envelope, OutgoingRoute?)] = []
    for id in ids {
      try mayRelease(id, actor)
      let detail = try show(id)
      guard let message = detail.message else { throw .wrongState(id, detail.summary.state) }
      var envelope = message.envelope
      // After a try of which only a part went, the rest alone is sent.
      let taken = Set(detail.outcome?.taken ?? [])
      envelope.recipients.removeAll { taken.contains($0.address) }
      asked.append((id, envelope, message.route))
    }
    return try attempt("put held messages into the outbox") {
      try database.write { db in
        try asked.map { id, envelope, route in
          try self.queue(
            .release, id, envelope, on: route, to: .releasing, .releaseBegun, by: actor, reason: reason, db)
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
    _ = try visible(id, to: actor)
    let reason = try Self.checked(reason)
    return try attempt("put a held message into the outbox") {
      try database.write { db in
        try self.queue(.giveBack, id, envelope, to: .returning, .returnBegun, by: actor, reason: reason, db)
      }
    }
  }

  private func mayRelease(_ id: HeldID, _ actor: String) throws(QuarantineError) {
    let row = try visible(id, to: actor)
    guard let summary = row.summary else { throw .contentDamaged(id) }
    guard [.held, .pending].contains(summary.state), summary.releaser != .sender else { return }
    let message = try record(row, messageKey(id)).message
    let own = [message.identity, message.envelope.sender.address].map { $0.lowercased() }
    guard own.contains(actor.lowercased()) else { return }
    throw QuarantineError(
      .ownHold, "\(id) is to be released by \(summary.releaser == .officer ? "an officer" : "a colleague")",
      remedy: "ask one who is not its sender")
  }

  /// For so many seconds the filter leaves a row to the command that asks, and then takes it up itself.
  private static let courtesy: Int64 = 5

  private func queue(
    _ kind: OutgoingKind, _ id: HeldID, _ envelope: Envelope, on route: OutgoingRoute? = nil, to next: HeldState,
    _ action: AuditAction,
    by actor: String, reason: String, _ db: Database
  ) throws -> OutgoingID {
    let state = try state(id, db)
    guard state == .held || state == .pending else { throw QuarantineError.wrongState(id, state) }
    if kind == .giveBack { try checkNotKept(id, db) }
    let record = OutgoingRecord(
      sender: envelope.sender, recipients: envelope.recipients.map { OutgoingRecipient($0) }, mail: nil,
      route: route)
    let row = try queue(kind, record, of: id, actor: actor, pause: Self.courtesy, db)
    try set(id, next, nil, db)
    try append(action, of: id, by: actor, reason: reason, db)
    return row
  }

  /// Puts held content into the outbox, within the transaction that changes its state.
  func queue(
    _ kind: OutgoingKind, _ record: OutgoingRecord, of id: HeldID, actor: String, pause: Int64, _ db: Database
  ) throws -> OutgoingID {
    // A message that came back to be held may be asked for again.
    let before = try Int.fetchOne(
      db, sql: "SELECT count(*) FROM outgoing WHERE held = ? AND kind <> 'notice'", arguments: [id.description])
    guard
      let row = try insert(
        kind, record, about: id, purpose: "\(kind.rawValue) \(id) \(before ?? 0)", actor: actor, pause: pause, db)
    else { throw QuarantineError.wrongState(id, try state(id, db)) }
    return row
  }
}
