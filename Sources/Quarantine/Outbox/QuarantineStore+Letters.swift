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
    let purpose = Data(HMAC<SHA256>.authenticationCode(for: Data(purpose.utf8), using: secrets.purposes))
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
}
