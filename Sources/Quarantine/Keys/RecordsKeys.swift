public import Crypto
import Foundation
import GRDB

/// The keys that the school's records are sealed with. They lie in the database of keys, wrapped by the master key as all
/// others, so that they outlive its rotation, and never beside what they open (D22).
public final class RecordsKeys: Sendable {
  private let database: DatabaseQueue
  private let shelf: KeyShelf
  private static let prefix = "records "

  /// - Parameter writing: makes the database where there is none, and allows `make` and `shred`.
  /// - Throws: `QuarantineError`.
  public init(_ ring: KeyRing, writing: Bool) throws(QuarantineError) {
    shelf = KeyShelf(ring)
    if writing {
      database = try QuarantineStore.openKeys(ring, patience: 5)
    } else {
      database = try attempt("open \(ring.database)") {
        var configuration = QuarantineStore.configuration(5)
        configuration.readonly = true
        return try DatabaseQueue(path: ring.database, configuration: configuration)
      }
    }
  }

  /// - Throws: `keyMissing` when there is no key of this name.
  public func key(_ name: String) throws(QuarantineError) -> SymmetricKey {
    if let key = try known(name) { return key }
    throw QuarantineError(
      .keyMissing, "the key of the school's records is not in \(shelf.folder)",
      remedy: "put back the key folder that belongs to them, or remove the records and import them anew")
  }

  /// The key of a name, made where there is none.
  public func make(_ name: String) throws(QuarantineError) -> SymmetricKey {
    if let key = try known(name) { return key }
    return try attempt("make a key for the records") {
      try database.write { db in
        let key = SymmetricKey(size: .bits256)
        let bound = StoreSecrets.binding(Self.prefix + name)
        let row = try key.withUnsafeBytes {
          try WrappedKey(Data($0), cabinets: "", by: KeyInUse.read(db, shelf), bound: bound)
        }
        try db.execute(
          sql: "INSERT INTO secret (name, algorithm, keyID, wrapped) VALUES (?, ?, ?, ?)",
          arguments: [Self.prefix + name, row.algorithm, row.keyID, row.wrapped])
        return key
      }
    }
  }

  /// Destroys every key whose name begins so, but one: what they sealed cannot be read again, wherever a copy of it lies.
  public func shred(beginning: String, but kept: String) throws(QuarantineError) {
    try attempt("destroy old keys of the records") {
      try database.write { db in
        try db.execute(
          sql: "DELETE FROM secret WHERE substr(name, 1, ?) = ? AND name <> ?",
          arguments: [
            (Self.prefix + beginning).unicodeScalars.count, Self.prefix + beginning, Self.prefix + kept,
          ])
      }
    }
  }

  private func known(_ name: String) throws(QuarantineError) -> SymmetricKey? {
    let bound = StoreSecrets.binding(Self.prefix + name)
    return try attempt("read a key of the records") {
      try database.read { db in
        guard
          let row = try WrappedKey.fetchOne(
            db, sql: "SELECT algorithm, keyID, '' AS cabinets, wrapped FROM secret WHERE name = ?",
            arguments: [Self.prefix + name])
        else { return nil }
        return SymmetricKey(data: try row.open(with: self.shelf.key(row.keyID), bound: bound))
      }
    }
  }
}
