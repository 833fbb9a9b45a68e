import Foundation
import GRDB
public import Spool

extension QuarantineStore {
  /// Whether a message was sent by one of these addresses (D2), even where nothing else is left of it.
  public func isSent(_ id: HeldID, byOneOf addresses: Set<String>) throws(QuarantineError) -> Bool {
    let sender = try attempt("look for a held message") {
      try database.read { db in
        try Data.fetchOne(db, sql: "SELECT senderKey FROM held WHERE id = ?", arguments: [id.description])
      }
    }
    guard let sender else { throw .notFound(id) }
    return addresses.contains { senderKey($0) == sender }
  }

  /// The content of a held message for a worker that judges it once more. It is shown to nobody.
  /// - Throws: `wrongState` where it is not held.
  public func contentToJudge(_ id: HeldID) throws(QuarantineError) -> MemoryFile {
    try checkIsHeld(id)
    return try decrypt(id)
  }

  /// The same of its form under a password.
  /// - Throws: `notProtected` where there is none.
  public func protectedContentToJudge(_ id: HeldID) throws(QuarantineError) -> MemoryFile {
    try checkIsHeld(id)
    return try decryptProtected(id)
  }

  private func checkIsHeld(_ id: HeldID) throws(QuarantineError) {
    guard let summary = try row(id).summary else { throw .contentDamaged(id) }
    guard summary.state == .held else { throw .wrongState(id, summary.state) }
  }

  /// Puts a message into the outbox as its sender has mended and seen it, in one transaction with all that comes of that.
  /// Whether they may, the caller has asked.
  /// - Parameters:
  ///   - reason: what they did and from where, for the audit trail.
  ///   - grace: for how many seconds it can be taken back; at most 900.
  ///   - checks: whose parent they say to have checked an address to be (D16).
  ///   - isFalseAlarm: notes that it should not have been held.
  ///   - letters: that tell others of it.
  /// - Throws: `changed` where it is not any more what was seen, `wrongState` where somebody was faster, `notProtected`.
  public func queueMended(
    _ order: ReleaseOrder, by actor: String, reason: String, grace: Int64, checks: [ParentCheck] = [],
    isFalseAlarm: Bool = false, telling letters: [OutgoingDraft] = []
  ) throws(QuarantineError) {
    let id = order.id
    guard let message = try show(id).message else { throw .wrongState(id, try state(id)) }
    if order.copies.contains(where: \.isProtected) { try checkProtected(id) }
    let key = try messageKey(id)
    try attempt("put a mended message into the outbox") {
      try database.write { db in
        try self.check(id, order.stamp, db)
        try self.noteLimits(of: order, isSenders: true, by: key, db)
        try self.keepParentChecks(checks, of: id, by: message.identity, db)
        _ = try self.queue(
          .release, id, order.copies.map { message.record(of: $0) }, to: .releasing, .releaseBegun, by: actor,
          reason: reason, pause: Self.pause(grace), db)
        if isFalseAlarm { try self.markFalseAlarm(id, by: actor, reason: reason, db) }
        for letter in letters { try self.insert(letter, about: id, db) }
      }
    }
  }

  /// Notes that a sender wanted a message to go, and that rules keep it.
  /// - Parameter rules: their ids.
  public func noteStopped(_ id: HeldID, by rules: [String], for actor: String) throws(QuarantineError) {
    try audit(.stoppedAgain, of: id, by: actor, reason: rules.joined(separator: ", "))
  }

  /// Notes that its sender says that it should not have been held; once, whoever says so.
  public func markSendersFalseAlarm(_ id: HeldID, by actor: String, reason: String) throws(QuarantineError) {
    try attempt("note a false alarm") {
      try database.write { db in try self.markFalseAlarm(id, by: actor, reason: reason, db) }
    }
  }
}
