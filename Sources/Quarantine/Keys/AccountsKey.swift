public import Crypto
import Foundation
import GRDB

/// The key that accounts of the console are sealed with. It lies in the database of keys, wrapped by the master key as all
/// others, so that it outlives a rotation, and never beside what it opens (D22).
public enum AccountsKey {
  private static let name = "accounts"

  /// The key, made where there is none.
  /// - Throws: `QuarantineError`.
  public static func make(_ ring: KeyRing) throws(QuarantineError) -> SymmetricKey {
    let database = try QuarantineStore.openKeys(ring, patience: 5)
    let shelf = KeyShelf(ring)
    return try attempt("make the key of the accounts") {
      SymmetricKey(data: try database.write { db in try StoreSecrets.secret(name, db, shelf) })
    }
  }
}
