import Crypto
public import Foundation
import GRDB

extension QuarantineStore {
  /// How long a sender's word holds, in seconds: thirty days.
  static let parentSpan: Int64 = 30 * 86_400

  /// The name under which a sender's word for an address and a pupil is kept: a keyed digest, which tells nothing.
  public func parentKey(sender: String, address: String, pupil: String) -> Data {
    var code = HMAC<SHA256>(key: secrets.parents)
    for field in [sender.lowercased(), address, pupil] {
      // With their lengths, so that no two lists of fields read alike.
      code.update(data: Data("\(field.utf8.count):\(field)".utf8))
    }
    return Data(code.finalize())
  }

  /// What a sender has checked within thirty days, by `parentKey`.
  public func checkedParents(by sender: String) throws(QuarantineError) -> Set<Data> {
    try attempt("look for checked parents") {
      try database.read { db in
        try Data.fetchSet(
          db, sql: "SELECT key FROM checkedParent WHERE sender = ? AND time > ?",
          arguments: [self.senderKey(sender), self.now() - Self.parentSpan])
      }
    }
  }

  /// The messages with which senders have given their word since a time, in that order: for the office, who sees on the
  /// audit trail for which address and pupil.
  /// - Parameters:
  ///   - reader: what it may not know of is left out (D17).
  ///   - school: of its mail alone; nil for all there is.
  public func parentsChecked(
    since: Int64, visibleTo reader: String?, ofSchool school: SchoolKeys? = nil
  ) throws(QuarantineError) -> [HeldID] {
    let ids = try attempt("look for checked parents") {
      try database.read { db in
        try String.fetchAll(
          db, sql: "SELECT held FROM checkedParent WHERE time >= ? GROUP BY held ORDER BY min(time), held",
          arguments: [since]
        ).compactMap { HeldID($0) }
      }
    }
    var seen: [HeldID] = []
    for id in ids {
      // The row of a message that was shredded long ago may be gone; that somebody gave their word is not.
      do {
        let row = try visible(id, to: reader)
        if let school, !school.has(row.school) { continue }
      } catch  where error.kind == .notFound {
        continue
      }
      seen.append(id)
    }
    return seen
  }

  /// Keeps a sender's word, within the transaction that ends the hold.
  func keepParentChecks(_ checks: [ParentCheck], of id: HeldID, by sender: String, _ db: Database) throws {
    for check in checks {
      try db.execute(
        sql: "INSERT OR REPLACE INTO checkedParent (key, sender, time, held) VALUES (?, ?, ?, ?)",
        arguments: [
          parentKey(sender: sender, address: check.address, pupil: check.pupil), senderKey(sender), now(),
          id.description,
        ])
      try append(.parentChecked, of: id, by: sender, reason: "\(check.address) for \(check.name)", db)
    }
  }
}
