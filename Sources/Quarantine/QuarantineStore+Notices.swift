import Crypto
import Foundation
import GRDB

/// Whether one more notice may go to a sender.
public enum NoticeAdmission: Hashable, Sendable {
  /// It may; so many were left out since the last one, which it should say.
  case send(leftOut: Int)
  /// The hour's number is reached.
  case leaveOut
}

/// The letters that tell of a hold. They are stored with it, in one transaction: no hold without its letters, and no
/// letter twice.
public struct HoldAnnouncement {
  /// Whose notices are counted; nil where nobody may be told.
  public var sender: String?
  /// The most that this sender gets in an hour.
  public var perHour: Int
  /// Composes the letters; the second is nil where `sender` is.
  public var letters: (HeldID, NoticeAdmission?) throws -> [OutgoingDraft]

  public init(
    sender: String?, perHour: Int, letters: @escaping (HeldID, NoticeAdmission?) throws -> [OutgoingDraft]
  ) {
    self.sender = sender
    self.perHour = perHour
    self.letters = letters
  }
}

extension QuarantineStore {
  /// Counts a notice, over restarts and for all processes.
  /// - Parameters:
  ///   - sender: whom it would go to; kept as a keyed digest alone.
  ///   - limit: the most in any 3,600 seconds.
  public func admitNotice(to sender: String, perHour limit: Int) throws(QuarantineError) -> NoticeAdmission {
    try attempt("count a notice") { try database.write { db in try self.admit(sender, perHour: limit, db) } }
  }

  /// A keyed digest of an address, by which a sender is known without being named.
  func senderKey(_ address: String) -> Data {
    var code = secrets.senderCode
    code.update(data: Array(address.lowercased().utf8))
    return Data(code.finalize())
  }

  func admit(_ sender: String, perHour limit: Int, _ db: Database) throws -> NoticeAdmission {
    let digest = senderKey(sender)
    let time = now()
    // A day is enough to know what was left out; who got notices last week is nobody's business.
    try db.execute(sql: "DELETE FROM notice WHERE time < ?", arguments: [time - 86_400])
    let sent =
      try Int.fetchOne(
        db, sql: "SELECT count(*) FROM notice WHERE sender = ? AND sent = 1 AND time > ?",
        arguments: [digest, time - 3_600]) ?? 0
    let isSent = sent < limit
    let leftOut =
      try Int.fetchOne(
        db,
        sql: """
          SELECT count(*) FROM notice WHERE sender = ?1 AND sent = 0 AND number >
            coalesce((SELECT max(number) FROM notice WHERE sender = ?1 AND sent = 1), 0)
          """,
        arguments: [digest]) ?? 0
    try db.execute(
      sql: "INSERT INTO notice (sender, time, sent) VALUES (?, ?, ?)", arguments: [digest, time, isSent])
    return isSent ? .send(leftOut: leftOut) : .leaveOut
  }
}
