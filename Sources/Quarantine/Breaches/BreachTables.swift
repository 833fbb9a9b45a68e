/// The tables of the register. The database itself refuses what the law does: an entry is never changed, and nothing goes
/// but a whole record, closed, when its years are over.
enum BreachTables {
  static let full = """
    ALTER TABLE breach ADD COLUMN isNearMiss INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE breach ADD COLUMN clockFrom INTEGER;
    ALTER TABLE breach ADD COLUMN warned INTEGER NOT NULL DEFAULT 0;
    UPDATE breach SET clockFrom = openedAt WHERE closedAt IS NULL;
    CREATE INDEX breachByClock ON breach (clockFrom) WHERE clockFrom IS NOT NULL;
    CREATE TABLE breachEntry (
      breach TEXT NOT NULL REFERENCES breach (id) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      sealed BLOB NOT NULL,
      PRIMARY KEY (breach, number)
    ) STRICT;
    CREATE TABLE breachMessage (
      key BLOB NOT NULL PRIMARY KEY,
      breach TEXT NOT NULL REFERENCES breach (id) ON DELETE CASCADE
    ) STRICT;
    CREATE INDEX breachMessageByBreach ON breachMessage (breach);
    CREATE TABLE disclosure (
      id TEXT NOT NULL PRIMARY KEY,
      enteredAt INTEGER NOT NULL,
      sealed BLOB NOT NULL
    ) STRICT;
    CREATE INDEX disclosureByTime ON disclosure (enteredAt);
    CREATE TRIGGER breachIsKept BEFORE DELETE ON breach WHEN OLD.closedAt IS NULL
      BEGIN SELECT RAISE(ABORT, 'an open breach record is never deleted'); END;
    CREATE TRIGGER breachBeganSo BEFORE UPDATE OF id, openedAt, cause, record, isNearMiss ON breach
      BEGIN SELECT RAISE(ABORT, 'how a breach record began is never changed'); END;
    CREATE TRIGGER breachEntryIsKept BEFORE DELETE ON breachEntry
      WHEN EXISTS (SELECT 1 FROM breach WHERE id = OLD.breach)
      BEGIN SELECT RAISE(ABORT, 'an entry of the breach register is never deleted'); END;
    CREATE TRIGGER breachEntryStandsSo BEFORE UPDATE ON breachEntry
      BEGIN SELECT RAISE(ABORT, 'an entry of the breach register is never changed'); END;
    CREATE TRIGGER disclosureStandsSo BEFORE UPDATE ON disclosure
      BEGIN SELECT RAISE(ABORT, 'a disclosure is never changed'); END;
    """
}
