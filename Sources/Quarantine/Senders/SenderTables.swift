/// What senders say to the officers about held mail of theirs: sealed with its message's key, and gone when its record is.
enum SenderTables {
  static let sql = """
    CREATE TABLE senderWords (
      number INTEGER NOT NULL PRIMARY KEY,
      held TEXT NOT NULL REFERENCES held (id) ON DELETE CASCADE,
      time INTEGER NOT NULL,
      record BLOB NOT NULL
    ) STRICT;
    CREATE INDEX senderWordsByHeld ON senderWords (held);
    CREATE TRIGGER senderWordsGoWithRecord AFTER UPDATE OF record ON held WHEN NEW.record IS NULL BEGIN
      DELETE FROM senderWords WHERE held = NEW.id;
    END;
    """
}
