import Foundation
import GRDB

/// The first of two officers has agreed to a release; the second has yet to.
public struct Approval: Hashable, Sendable, Codable {
  /// An address, lower case.
  public var by: String
  public var choice: ReleaseChoice
  /// Of the plan that was agreed to.
  public var plan: [UInt8]
  public var reason: String
  /// Unix time in seconds.
  public var time: Int64
}

extension QuarantineStore {
  /// Notes that an officer agrees; an earlier approval of the same message is replaced.
  /// - Throws: `changed` or `wrongState` where it is not any more what was seen.
  public func approve(
    _ id: HeldID, _ choice: ReleaseChoice, plan: [UInt8], seen stamp: HeldStamp, by actor: String, reason: String
  ) throws(QuarantineError) {
    try mayRelease(id, actor)
    let key = try messageKey(id)
    let approval = Approval(by: actor, choice: choice, plan: plan, reason: reason, time: now())
    try attempt("store an approval") {
      let sealed = try key.seal(approval, as: "approval")
      try database.write { db in
        try self.check(id, stamp, db)
        try db.execute(
          sql: "INSERT OR REPLACE INTO approval (held, time, record) VALUES (?, ?, ?)",
          arguments: [id.description, approval.time, sealed])
        try self.append(.approved, of: id, by: actor, reason: reason, db)
      }
    }
  }

  /// The approval that waits for a second; nil for none.
  public func approval(of id: HeldID) throws(QuarantineError) -> Approval? {
    let sealed = try attempt("look for an approval") {
      try database.read { db in
        try Data.fetchOne(db, sql: "SELECT record FROM approval WHERE held = ?", arguments: [id.description])
      }
    }
    guard let sealed else { return nil }
    let key = try messageKey(id)
    return try attempt("open an approval") { try key.open(sealed, as: "approval", Approval.self) }
  }

  /// Takes an approval back that no second has followed.
  /// - Throws: `tooLate` where there is none.
  public func withdrawApproval(of id: HeldID, by actor: String) throws(QuarantineError) {
    _ = try visible(id, to: actor)
    try attempt("take back an approval") {
      try database.write { db in
        try db.execute(sql: "DELETE FROM approval WHERE held = ?", arguments: [id.description])
        guard db.changesCount == 1 else { throw QuarantineError.tooLate(id) }
        try self.append(.approvalWithdrawn, of: id, by: actor, reason: "", db)
      }
    }
  }
}
