/// The tables of those who decide on held mail.
enum DeskTables {
  /// `school` is a keyed digest of the sender's domain. `revision` grows with each change of a row, whoever makes it, so
  /// that an index of the rows reads no more than what has changed; it is kept by triggers, since many statements write
  /// here.
  static let sql = """
    ALTER TABLE held ADD COLUMN school BLOB;
    ALTER TABLE held ADD COLUMN openedAt INTEGER;
    ALTER TABLE held ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
    UPDATE held SET revision = rowid;
    CREATE INDEX heldByRevision ON held (revision);
    CREATE TABLE heldRevision (
      one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
      number INTEGER NOT NULL,
      removals INTEGER NOT NULL
    ) STRICT;
    INSERT INTO heldRevision (one, number, removals) SELECT 1, coalesce(max(rowid), 0), 0 FROM held;
    CREATE TRIGGER heldInserted AFTER INSERT ON held BEGIN
      UPDATE heldRevision SET number = number + 1;
      UPDATE held SET revision = (SELECT number FROM heldRevision) WHERE rowid = NEW.rowid;
    END;
    CREATE TRIGGER heldUpdated AFTER UPDATE OF state, heldAt, changedAt, cabinets, releaser, rules, caseID, hiddenFrom,
      record, outcome, isKept, school, openedAt ON held
    BEGIN
      UPDATE heldRevision SET number = number + 1;
      UPDATE held SET revision = (SELECT number FROM heldRevision) WHERE rowid = NEW.rowid;
    END;
    CREATE TRIGGER heldDeleted AFTER DELETE ON held BEGIN
      UPDATE heldRevision SET removals = removals + 1;
    END;
    CREATE TABLE approval (
      held TEXT NOT NULL PRIMARY KEY REFERENCES held (id) ON DELETE CASCADE,
      time INTEGER NOT NULL,
      record BLOB NOT NULL
    ) STRICT;
    CREATE TABLE question (
      id TEXT NOT NULL PRIMARY KEY,
      held TEXT NOT NULL REFERENCES held (id) ON DELETE CASCADE,
      asked BLOB NOT NULL,
      askedAt INTEGER NOT NULL,
      answeredAt INTEGER,
      record BLOB NOT NULL
    ) STRICT;
    CREATE INDEX questionByHeld ON question (held);
    CREATE INDEX questionByAsked ON question (asked);
    CREATE TABLE falseAlarm (
      held TEXT NOT NULL PRIMARY KEY,
      time INTEGER NOT NULL,
      rules TEXT NOT NULL,
      cabinets TEXT NOT NULL,
      school BLOB
    ) STRICT;
    CREATE INDEX falseAlarmByTime ON falseAlarm (time);
    CREATE TABLE brokenGlass (
      number INTEGER NOT NULL PRIMARY KEY,
      reader BLOB NOT NULL,
      cabinet TEXT NOT NULL,
      school TEXT,
      begunAt INTEGER NOT NULL,
      endsAt INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX brokenGlassByReader ON brokenGlass (reader, endsAt);
    """
}
