import Foundation
import GRDB
public import Spool

/// A message as its sender has mended it.
public struct MendOrder {
  public var order: ReleaseOrder
  /// Whose parent they say to have checked an address to be (D16).
  public var checks: [ParentCheck]

  public init(_ order: ReleaseOrder, checks: [ParentCheck] = []) {
    self.order = order
    self.checks = checks
  }
}

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

  /// Puts messages of one case into the outbox as their sender has mended and seen them, in one transaction with all that
  /// comes of that: all of them or none. Whether they may, the caller has asked.
  /// - Parameters:
  ///   - returns: those of the case of which nobody is left to get them.
  ///   - reason: what they did and from where, for the audit trail.
  ///   - grace: for how many seconds it can be taken back; at most 900.
  ///   - isFalseAlarm: notes that they should not have been held.
  ///   - letters: that tell others of it.
  /// - Throws: `changed` where one is not any more what was seen, `wrongState` where somebody was faster, `notProtected`.
  public func queueMended(
    _ orders: [MendOrder], returning returns: [ReturnOrder] = [], by actor: String, reason: String, grace: Int64,
    isFalseAlarm: Bool = false, telling letters: [OutgoingDraft] = []
  ) throws(QuarantineError) {
    var work: [(mend: MendOrder, message: HeldMessage, key: MessageKey)] = []
    for mend in orders {
      let id = mend.order.id
      guard let message = try show(id).message else { throw .wrongState(id, try state(id)) }
      if mend.order.copies.contains(where: \.isProtected) { try checkProtected(id) }
      work.append((mend, message, try messageKey(id)))
    }
    try attempt("put a mended message into the outbox") {
      try database.write { db in
        for (mend, message, key) in work {
          let (id, order) = (mend.order.id, mend.order)
          try self.check(id, order.stamp, db)
          try self.noteLimits(of: order, isSenders: true, by: key, db)
          try self.keepParentChecks(mend.checks, of: id, by: message.identity, db)
          _ = try self.queue(
            .release, id, order.copies.map { message.record(of: $0) }, to: .releasing, .releaseBegun, by: actor,
            reason: reason, pause: Self.pause(grace), db)
          if isFalseAlarm { try self.markFalseAlarm(id, by: actor, reason: reason, db) }
        }
        for order in returns { _ = try self.giveBack(order, by: actor, reason: reason, grace: grace, db) }
        for letter in letters { try self.insert(letter, about: orders.first?.order.id, db) }
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
