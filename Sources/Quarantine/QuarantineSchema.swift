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
          CREATE TABLE notice (
            number INTEGER NOT NULL PRIMARY KEY,
            sender BLOB NOT NULL,
            time INTEGER NOT NULL,
            sent INTEGER NOT NULL
          ) STRICT;
          CREATE INDEX noticeBySender ON notice (sender, time);
          """)
    }
    migrator.registerMigration("2 key in use, belonging, chains, retention") { db in
      try db.execute(
        sql: KeyInUse.table + """
          CREATE TABLE belonging (
            one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
            secrets TEXT NOT NULL
          ) STRICT;
          CREATE TABLE audit (
            writer TEXT NOT NULL,
            number INTEGER NOT NULL,
            time INTEGER NOT NULL,
            action TEXT NOT NULL,
            held TEXT,
            keyID TEXT NOT NULL,
            personal BLOB,
            commitment BLOB NOT NULL,
            hash BLOB NOT NULL,
            PRIMARY KEY (writer, number)
          ) STRICT;
          CREATE INDEX auditByHeld ON audit (held);
          CREATE INDEX auditByTime ON audit (time);
          CREATE INDEX auditByKey ON audit (keyID) WHERE personal IS NOT NULL;
          CREATE INDEX outgoingByKey ON outgoing (keyID);
          CREATE TABLE auditHead (
            writer TEXT NOT NULL PRIMARY KEY,
            number INTEGER NOT NULL,
            time INTEGER NOT NULL,
            hash BLOB NOT NULL,
            signature BLOB NOT NULL
          ) STRICT;
          ALTER TABLE held ADD COLUMN warnedAt INTEGER;
          ALTER TABLE held ADD COLUMN isKept INTEGER NOT NULL DEFAULT 0;
          CREATE TABLE clock (
            one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
            lastSeen INTEGER NOT NULL,
            steadySince INTEGER NOT NULL,
            digestDay INTEGER NOT NULL
          ) STRICT;
          """)
    }
    migrator.registerMigration("3 pending") { db in
      try db.execute(
        sql: """
          ALTER TABLE held ADD COLUMN pendingReason TEXT;
          ALTER TABLE held ADD COLUMN lease TEXT;
          ALTER TABLE held ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
          """)
    }
    migrator.registerMigration("4 files of stopped messages") { db in
      try db.execute(
        sql: """
          CREATE TABLE heldFile (
            key BLOB NOT NULL,
            held TEXT NOT NULL REFERENCES held (id) ON DELETE CASCADE,
            PRIMARY KEY (key, held)
          ) STRICT, WITHOUT ROWID;
          CREATE INDEX heldFileByMessage ON heldFile (held);
          """)
    }
    migrator.registerMigration("5 breach register") { db in
      try db.execute(
        sql: """
          CREATE TABLE breach (
            id TEXT NOT NULL PRIMARY KEY,
            openedAt INTEGER NOT NULL,
            closedAt INTEGER,
            cause BLOB NOT NULL UNIQUE,
            record BLOB NOT NULL
          ) STRICT;
          CREATE INDEX breachByTime ON breach (openedAt);
          """)
    }
    migrator.registerMigration("6 rounds, checked parents") { db in
      try db.execute(
        sql: """
          ALTER TABLE outgoing ADD COLUMN round INTEGER NOT NULL DEFAULT 0;
          CREATE TABLE checkedParent (
            key BLOB NOT NULL PRIMARY KEY,
            sender BLOB NOT NULL,
            time INTEGER NOT NULL,
            held TEXT NOT NULL
          ) STRICT;
          CREATE INDEX checkedParentBySender ON checkedParent (sender, time);
          """)
    }
    migrator.registerMigration("7 sightings") { db in
      try db.execute(
        sql: """
          CREATE TABLE sighting (
            name TEXT NOT NULL PRIMARY KEY,
            time INTEGER NOT NULL
          ) STRICT;
          CREATE TABLE probe (
            token BLOB NOT NULL PRIMARY KEY,
            sentAt INTEGER NOT NULL,
            seenAt INTEGER
          ) STRICT;
          """)
    }
    migrator.registerMigration("8 desk") { db in try db.execute(sql: DeskTables.sql) }
    migrator.registerMigration("9 breach register in full") { db in try db.execute(sql: BreachTables.full) }
    migrator.registerMigration("10 bypass") { db in
      try db.execute(
        sql: """
          CREATE TABLE bypass (
            number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            isOpen INTEGER NOT NULL,
            isTold INTEGER NOT NULL,
            endedAt INTEGER,
            passed INTEGER NOT NULL DEFAULT 0,
            stopped INTEGER NOT NULL DEFAULT 0,
            record BLOB NOT NULL
          ) STRICT;
          """)
    }
    migrator.registerMigration("11 protection") { db in try db.execute(sql: PasswordTables.sql) }
    migrator.registerMigration("12 sender links") { db in try db.execute(sql: LinkTables.sql) }
    migrator.registerMigration("13 sender acts") { db in try db.execute(sql: SenderTables.sql) }
    migrator.registerMigration("14 agreed passwords") { db in try db.execute(sql: AgreedTables.sql) }
    migrator.registerMigration("15 checking") { db in try db.execute(sql: WaitingTables.sql) }
    migrator.registerMigration("16 text messages") { db in try db.execute(sql: TextTables.sql) }
    migrator.registerMigration("17 own forms") { db in try db.execute(sql: PasswordTables.ownForms) }
    migrator.registerMigration("18 time since boot") { db in
      try db.execute(sql: "ALTER TABLE held ADD COLUMN boot TEXT; ALTER TABLE held ADD COLUMN uptime INTEGER")
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
            algorithm TEXT NOT NULL,
            keyID TEXT NOT NULL,
            cabinets TEXT NOT NULL,
            wrapped BLOB NOT NULL
          ) STRICT;
          CREATE TABLE secret (
            name TEXT NOT NULL PRIMARY KEY,
            algorithm TEXT NOT NULL,
            keyID TEXT NOT NULL,
            wrapped BLOB NOT NULL
          ) STRICT;
          """ + KeyInUse.table)
    }
    return migrator
  }
}
