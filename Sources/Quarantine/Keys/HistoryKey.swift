public import Crypto
import Foundation
import GRDB

/// The key that the addresses in the history are hashed with. It lies in the database of keys, wrapped by the master key as
/// all others, so that it outlives a rotation, and never beside what it hides (D22).
public enum HistoryKey {
  private static let name = "history"

  /// The key, made where there is none.
  /// - Throws: `QuarantineError`.
  public static func make(_ ring: KeyRing) throws(QuarantineError) -> SymmetricKey {
    let database = try QuarantineStore.openKeys(ring, patience: 5)
    let shelf = KeyShelf(ring)
    return try attempt("make the key of the history") {
      SymmetricKey(data: try database.write { db in try StoreSecrets.secret(name, db, shelf) })
    }
  }

  /// The key, and nothing made or changed; nil where no filter has made one.
  /// - Throws: `QuarantineError`.
  public static func known(_ ring: KeyRing) throws(QuarantineError) -> SymmetricKey? {
    guard FileManager.default.fileExists(atPath: ring.database) else { return nil }
    let shelf = KeyShelf(ring)
    return try attempt("read the key of the history") {
      var configuration = QuarantineStore.configuration(5)
      configuration.readonly = true
      return try DatabaseQueue(path: ring.database, configuration: configuration).read { db in
        try StoreSecrets.known(name, db, shelf).map { SymmetricKey(data: $0) }
      }
    }
  }
}
