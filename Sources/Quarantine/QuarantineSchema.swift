import GRDB

/// The tables of both databases. A migration, once shipped, is never changed; a new one is added.
enum QuarantineSchema {
  static var quarantine: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 held, audit, notices") { db in
      try db.execute(
        sql: """
          CREATE TABLE held (
            id TEXT NOT NULL PRIMARY KEY,
            state TEXT NOT NULL,
            heldAt INTEGER NOT NULL,
            changedAt INTEGER NOT NULL,
            cabinets TEXT NOT NULL,
            releaser TEXT NOT NULL,
            rules TEXT NOT NULL,
            keyID TEXT NOT NULL,
            repeatKey BLOB NOT NULL,
            caseKey BLOB NOT NULL,
            caseID TEXT NOT NULL,
            senderKey BLOB NOT NULL,
            hiddenFrom BLOB NOT NULL,
            record BLOB,
            outcome BLOB
          ) STRICT;
          CREATE INDEX heldByRepeatKey ON held (repeatKey, heldAt);
          CREATE INDEX heldByCaseKey ON held (caseKey, heldAt);
          CREATE INDEX heldByCase ON held (caseID);
          CREATE INDEX heldBySender ON held (senderKey, heldAt);
          CREATE INDEX heldByState ON held (state, heldAt);
          CREATE TABLE outgoing (
            id TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL,
            state TEXT NOT NULL,
            held TEXT REFERENCES held (id),
            purpose BLOB NOT NULL UNIQUE,
            createdAt INTEGER NOT NULL,
            changedAt INTEGER NOT NULL,
            nextAt INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            lease TEXT,
            digest BLOB,
            queueID TEXT,
            receiptAt INTEGER,
            keyID TEXT NOT NULL,
            record BLOB,
            actor BLOB
          ) STRICT;
          CREATE INDEX outgoingByState ON outgoing (state, nextAt);
          CREATE INDEX outgoingByHeld ON outgoing (held);
          CREATE TABLE audit (
            number INTEGER NOT NULL PRIMARY KEY,
            time INTEGER NOT NULL,
            action TEXT NOT NULL,
            held TEXT,
            keyID TEXT NOT NULL,
            personal BLOB,
            commitment BLOB NOT NULL,
            hash BLOB NOT NULL
          ) STRICT;
          CREATE INDEX auditByHeld ON audit (held);
          CREATE TABLE auditHead (
            one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
            number INTEGER NOT NULL,
            hash BLOB NOT NULL,
            keyID TEXT NOT NULL,
            seal BLOB NOT NULL
          ) STRICT;
          CREATE TABLE notice (
            number INTEGER NOT NULL PRIMARY KEY,
            sender BLOB NOT NULL,
            time INTEGER NOT NULL,
            sent INTEGER NOT NULL
          ) STRICT;
          CREATE INDEX noticeBySender ON notice (sender, time);
          """)
    }
    return migrator
  }

  static var keys: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 message keys") { db in
      try db.execute(
        sql: """
          CREATE TABLE messageKey (
            id TEXT NOT NULL PRIMARY KEY,
            keyID TEXT NOT NULL,
            wrapped BLOB NOT NULL
          ) STRICT;
          """)
    }
    return migrator
  }
}
