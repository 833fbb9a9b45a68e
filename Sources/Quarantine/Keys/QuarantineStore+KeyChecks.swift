import Foundation
import GRDB

extension QuarantineStore {
  /// A wrong key must show at the start, not when somebody needs a message.
  static func checkKeys(in database: some DatabaseReader, at path: String, _ keys: KeyShelf) throws(QuarantineError) {
    let used = try attempt("read \(path)") { try database.read { db in try keysUsed(db) } }
    for id in used.sorted() { _ = try keys.key(id) }
  }

  /// Ids of the master keys that something in a database is sealed with, or is to be.
  static func keysUsed(_ db: Database) throws -> Set<String> {
    var used: Set<String> = []
    for query in [
      ("keyInUse", "SELECT keyID FROM keyInUse"), ("messageKey", "SELECT DISTINCT keyID FROM messageKey"),
      ("secret", "SELECT DISTINCT keyID FROM secret"),
      (
        "outgoing",
        "SELECT DISTINCT keyID FROM outgoing WHERE actor IS NOT NULL OR (record IS NOT NULL AND held IS NULL)"
      ),
      ("audit", "SELECT DISTINCT keyID FROM audit WHERE personal IS NOT NULL"),
    ] where try db.tableExists(query.0) { used.formUnion(try String.fetchAll(db, sql: query.1)) }
    return used
  }

  /// A database of keys that belongs to another state would open nothing; and an empty state beside full keys is a disk
  /// that was not mounted: clearing up would then shred what is safe elsewhere.
  static func checkBelonging(
    _ database: DatabasePool, _ keyDatabase: DatabaseQueue, _ keys: KeyRing, _ folder: StateFolder
  ) throws(QuarantineError) {
    let (known, count) = try attempt("read \(folder.database)") {
      (
        try database.read { db in try String.fetchOne(db, sql: "SELECT secrets FROM belonging") },
        try keyDatabase.read { db in
          (
            try Int.fetchOne(db, sql: "SELECT count(*) FROM messageKey") ?? 0,
            try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM secret)") ?? false
          )
        }
      )
    }
    if known != nil, !count.1 {
      throw QuarantineError(
        .keyMissing, "\(keys.database) is new, but \(folder.path) holds mail that was sealed with another",
        remedy: "put back the database of keys from where you keep it safe; without it that mail cannot be read")
    }
    if known == nil, count.0 > 0 {
      throw QuarantineError(
        .keyMissing, "\(keys.database) has the keys of \(count.0) held messages, but \(folder.path) is new and empty",
        remedy: "put back the state folder (is its disk mounted?), or move the database of keys away for good")
    }
  }

  /// Writes down which database of keys is ours, or finds that this one is not.
  func bind() throws(QuarantineError) {
    let known = try attempt("read \(folder.database)") {
      try database.write { db in
        let known = try String.fetchOne(db, sql: "SELECT secrets FROM belonging")
        if known == nil {
          try db.execute(sql: "INSERT INTO belonging (one, secrets) VALUES (1, ?)", arguments: [self.secrets.id])
        }
        return known ?? self.secrets.id
      }
    }
    guard known == secrets.id else {
      throw QuarantineError(
        .keyMissing, "the database of keys belongs to another state folder than \(folder.path)",
        remedy: "set 'keys:' and 'keys_database:' to those that this state was made with")
    }
  }
}
