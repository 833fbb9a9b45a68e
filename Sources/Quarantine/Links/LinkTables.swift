/// Where links lie: by the digest of their token, with the person sealed by the key of the message. When the message goes,
/// so does the person; what is left tells only what has become of the message, until the link expires.
enum LinkTables {
  static let sql = """
    CREATE TABLE senderLink (
      digest BLOB NOT NULL PRIMARY KEY,
      held TEXT NOT NULL REFERENCES held (id) ON DELETE CASCADE,
      purpose TEXT NOT NULL,
      person BLOB,
      version BLOB NOT NULL,
      expiresAt INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX senderLinkByHeld ON senderLink (held);
    CREATE TRIGGER linkPersonGoesWithRecord AFTER UPDATE OF record ON held WHEN NEW.record IS NULL BEGIN
      UPDATE senderLink SET person = NULL WHERE held = NEW.id;
    END;
    """
}
