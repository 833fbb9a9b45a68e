import GRDB
import Spool

/// Accounts and sessions, in a database of their own (`accounts.db` in the state folder).
///
/// All that tells who somebody is or what they may do is sealed: who can write this file, but has no key, can neither read
/// an address nor make an administrator. Rows are found by keyed digests.
enum AccountsDatabase {
  /// To read and write; made where there is none. The state folder must be there.
  static func open(_ path: String, patience: Double) throws(AccountsError) -> DatabasePool {
    try attempt("open \(path)") {
      try PrivateFile.prepare(path)
      var configuration = GRDB.Configuration()
      configuration.foreignKeysEnabled = true
      configuration.busyMode = .timeout(patience)
      configuration.publicStatementArguments = false
      configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA secure_delete = ON") }
      let pool = try DatabasePool(path: path, configuration: configuration)
      // A session that was ended stays ended after a power cut.
      try pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
      if try pool.read({ db in try schema.hasBeenSuperseded(db) }) {
        throw AccountsError(
          .newer, "\(path) was written by a newer Postern",
          remedy: "install that version again, or put back the folder from before it")
      }
      try schema.migrate(pool)
      return pool
    }
  }

  /// A migration, once shipped, is never changed; a new one is added.
  private static var schema: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 accounts") { db in
      try db.execute(
        sql: """
          CREATE TABLE account (
            key BLOB NOT NULL PRIMARY KEY,
            record BLOB NOT NULL
          ) STRICT, WITHOUT ROWID;
          CREATE TABLE invitation (
            digest BLOB NOT NULL PRIMARY KEY,
            account BLOB NOT NULL UNIQUE REFERENCES account (key) ON DELETE CASCADE,
            expiresAt INTEGER NOT NULL,
            record BLOB NOT NULL
          ) STRICT, WITHOUT ROWID;
          CREATE TABLE ticket (
            digest BLOB NOT NULL PRIMARY KEY,
            account BLOB NOT NULL REFERENCES account (key) ON DELETE CASCADE,
            expiresAt INTEGER NOT NULL,
            failures INTEGER NOT NULL DEFAULT 0,
            record BLOB NOT NULL
          ) STRICT, WITHOUT ROWID;
          CREATE INDEX ticketByAccount ON ticket (account);
          CREATE TABLE session (
            digest BLOB NOT NULL PRIMARY KEY,
            account BLOB NOT NULL REFERENCES account (key) ON DELETE CASCADE,
            startedAt INTEGER NOT NULL,
            seenAt INTEGER NOT NULL,
            record BLOB NOT NULL
          ) STRICT, WITHOUT ROWID;
          CREATE INDEX sessionByAccount ON session (account);
          CREATE TABLE acquaintance (
            digest BLOB NOT NULL PRIMARY KEY,
            account BLOB NOT NULL REFERENCES account (key) ON DELETE CASCADE,
            seenAt INTEGER NOT NULL
          ) STRICT, WITHOUT ROWID;
          CREATE INDEX acquaintanceByAccount ON acquaintance (account);
          CREATE TABLE spent (
            key BLOB NOT NULL PRIMARY KEY,
            failures INTEGER NOT NULL,
            lastAt INTEGER NOT NULL
          ) STRICT, WITHOUT ROWID;
          CREATE INDEX spentByTime ON spent (lastAt);
          CREATE TABLE refusals (
            one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
            count INTEGER NOT NULL,
            since INTEGER NOT NULL
          ) STRICT;
          """)
    }
    return migrator
  }
}
