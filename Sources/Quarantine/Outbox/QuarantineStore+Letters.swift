import Crypto
import Foundation
import GRDB

extension QuarantineStore {
  /// What has become of a letter of our own, by its purpose.
  /// - Returns: its state, and when it was put into the outbox, in Unix seconds; nil where there was none, or it is not
  ///   kept any more.
  public func letter(
    for purpose: String
  ) throws(QuarantineError) -> (state: OutgoingState, writtenAt: Int64)? {
    let purpose = purposeKey(purpose)
    return try attempt("read the outbox") {
      try database.read { db in
        guard
          let row = try Row.fetchOne(
            db, sql: "SELECT state, createdAt FROM outgoing WHERE purpose = ? AND kind = 'notice'", arguments: [purpose]
          ),
          let state = OutgoingState(rawValue: row["state"])
        else { return nil }
        return (state, row["createdAt"])
      }
    }
  }

  /// The purpose of the letter that tells a sender that a message has gone under a password.
  public static func sentProtected(_ id: HeldID) -> String { "protected \(id)" }

  /// Takes a letter out of the outbox that has not been tried yet.
  func withdrawLetter(for purpose: String, _ db: Database) throws {
    try db.execute(
      sql: "DELETE FROM outgoing WHERE purpose = ? AND kind = 'notice' AND state = 'waiting' AND attempts = 0",
      arguments: [purposeKey(purpose)])
  }

  func purposeKey(_ purpose: String) -> Data {
    Data(HMAC<SHA256>.authenticationCode(for: Data(purpose.utf8), using: secrets.purposes))
  }
}
