/// Where the passwords of protected messages lie: sealed with their message's key, and gone when its record is.
enum PasswordTables {
  static let sql = """
    CREATE TABLE heldPassword (
      held TEXT NOT NULL PRIMARY KEY REFERENCES held (id) ON DELETE CASCADE,
      sealed BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER passwordGoesWithRecord AFTER UPDATE OF record ON held WHEN NEW.record IS NULL BEGIN
      DELETE FROM heldPassword WHERE held = NEW.id;
    END;
    """

  /// Who gets a message under a password that the school has agreed on with them, beside the one of all others.
  static let ownForms = """
    CREATE TABLE ownForm (
      held TEXT NOT NULL REFERENCES held (id) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      recipients BLOB NOT NULL,
      PRIMARY KEY (held, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER ownFormGoesWithRecord AFTER UPDATE OF record ON held WHEN NEW.record IS NULL BEGIN
      DELETE FROM ownForm WHERE held = NEW.id;
    END;
    """
}
