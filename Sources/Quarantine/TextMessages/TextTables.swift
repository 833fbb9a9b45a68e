/// Where texts with passwords wait to be sent. The number is sealed with the message's key, and gone when its record is; the
/// row itself stays for as long as it counts towards its sender's bound.
enum TextTables {
  static let sql = """
    CREATE TABLE textMessage (
      id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
      held TEXT NOT NULL REFERENCES held (id) ON DELETE CASCADE,
      actor BLOB NOT NULL,
      state TEXT NOT NULL,
      fault TEXT,
      askedAt INTEGER NOT NULL,
      changedAt INTEGER NOT NULL,
      nextAt INTEGER NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0,
      lease TEXT,
      sealed BLOB
    ) STRICT;
    CREATE INDEX textMessageByHeld ON textMessage (held);
    CREATE INDEX textMessageByActor ON textMessage (actor, askedAt);
    CREATE INDEX textMessageOpen ON textMessage (nextAt) WHERE state IN ('queued', 'sending');
    CREATE TRIGGER textNumberGoesWithRecord AFTER UPDATE OF record ON held WHEN NEW.record IS NULL BEGIN
      UPDATE textMessage SET sealed = NULL WHERE held = NEW.id;
    END;
    """
}
