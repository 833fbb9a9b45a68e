/// The tables of held mail that waits for a colleague's check, or for its time.
enum WaitingTables {
  /// `step` is nil until somebody was asked. A row of `timedHold` goes with the state `held` of its message.
  static let sql = """
    CREATE TABLE colleagueCheck (
      held TEXT NOT NULL PRIMARY KEY REFERENCES held (id) ON DELETE CASCADE,
      step TEXT,
      steppedAt INTEGER NOT NULL,
      endedAt INTEGER,
      record BLOB
    ) STRICT;
    CREATE INDEX colleagueCheckOpen ON colleagueCheck (steppedAt) WHERE endedAt IS NULL;
    CREATE TABLE timedHold (
      held TEXT NOT NULL PRIMARY KEY REFERENCES held (id) ON DELETE CASCADE,
      goesAt INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX timedHoldByTime ON timedHold (goesAt);
    """
}
