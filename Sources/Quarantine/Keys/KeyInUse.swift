import GRDB

/// The master key that a database is sealed with from now on. It stands in the database itself, so that a rotation in
/// another process and a write here come one after the other, and nothing new is sealed with an old key.
enum KeyInUse {
  static let table = """
    CREATE TABLE keyInUse (
      one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
      keyID TEXT NOT NULL
    ) STRICT;
    """

  /// Within the transaction that seals.
  static func read(_ db: Database, _ keys: KeyShelf) throws -> MasterKey {
    guard let id = try id(db) else {
      throw QuarantineError(
        .damaged, "no key is named as the one in use", remedy: "put back the state or the key folder from its backup")
    }
    return try keys.key(id)
  }

  static func id(_ db: Database) throws -> String? { try String.fetchOne(db, sql: "SELECT keyID FROM keyInUse") }

  static func set(_ id: String, _ db: Database) throws {
    try db.execute(sql: "INSERT OR REPLACE INTO keyInUse (one, keyID) VALUES (1, ?)", arguments: [id])
  }
}
