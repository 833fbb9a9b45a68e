import Foundation
import GRDB

/// Which messages went, each with its readers and files as keyed hashes: so that the one is found that somebody takes back.
enum MailTable {
  /// `readers` holds eight bytes for each who has it, `files` sixteen for each file.
  static let definition = """
    CREATE TABLE mail (
      sender BLOB NOT NULL,
      message BLOB NOT NULL,
      time INTEGER NOT NULL,
      queue TEXT,
      readers BLOB NOT NULL,
      files BLOB NOT NULL,
      PRIMARY KEY (sender, message)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX mailByTime ON mail (time);
    CREATE TABLE withdrawnFile (
      file BLOB NOT NULL PRIMARY KEY,
      time INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  /// Adds what `definition` lacks. Databases of some hours in between have one or both of them from the start.
  ///
  /// Rows from before name nobody who may not learn of them: that was not known.
  static func addColumns(_ db: Database) throws {
    let present = Set(try db.columns(in: "mail").map(\.name))
    for (name, type) in [("locked", "INTEGER NOT NULL DEFAULT 0"), ("hidden", "BLOB NOT NULL DEFAULT x''")]
    where !present.contains(name) {
      try db.execute(sql: "ALTER TABLE mail ADD COLUMN \(name) \(type)")
    }
  }

  static let readerLength = 8
  static let fileLength = 16
  /// More than any message has; what is beyond is not remembered.
  static let mostReaders = 20_000
  static let mostFiles = 2_000

  static func clear(_ db: Database) throws {
    try db.execute(sql: "DELETE FROM mail")
    try db.execute(sql: "DELETE FROM withdrawnFile")
  }

  /// - Parameter sender: as a hash.
  static func clear(sender: Data, _ db: Database) throws {
    try db.execute(sql: "DELETE FROM mail WHERE sender = ?", arguments: [sender])
  }

  /// What comes in several transactions is one message. A program may give all that it sends the same Message-ID: such a
  /// row grows to a bound alone, and goes as long after the first of them as any other.
  static func write(_ mails: [SentMail], _ keys: HistoryKeys, _ db: Database) throws {
    let known = try db.cachedStatement(sql: "SELECT readers, files, hidden FROM mail WHERE sender = ? AND message = ?")
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO mail (sender, message, time, queue, readers, files, locked, hidden) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (sender, message) DO UPDATE SET
          readers = excluded.readers, files = excluded.files, hidden = excluded.hidden,
          locked = max(locked, excluded.locked)
        """)
    let messages = Dictionary(grouping: mails.filter { $0.messageID != nil }) { [$0.sender, $0.messageID ?? ""] }
    for (name, mails) in messages {
      let (sender, message) = (keys.sender(name[0]), keys.message(name[1]))
      let row = try Row.fetchOne(known, arguments: [sender, message])
      var readers = HashList(row?[0] ?? Data(), length: readerLength, most: mostReaders)
      var files = HashList(row?[1] ?? Data(), length: fileLength, most: mostFiles)
      // Whoever may not learn of one of them may not learn of the row.
      var hidden = HashList(row?[2] ?? Data(), length: readerLength, most: mostReaders)
      for mail in mails {
        for recipient in mail.recipients { readers.insert(keys.reader(recipient.address)) }
        for file in mail.files { files.insert(keys.file(file)) }
        for address in mail.hiddenFrom { hidden.insert(keys.reader(address)) }
      }
      try statement.execute(arguments: [
        sender, message, mails[0].time, mails[0].queueID, readers.data, files.data,
        mails.contains(where: \.hasLockedFile), hidden.data,
      ])
    }
  }

  /// The sender's message with one of these identifiers; else, of those since a time, the one most of whose readers are
  /// among the recipients, the latest first.
  static func earlier(
    of sender: String, answering identifiers: [String], to recipients: [String], since time: Int64,
    _ keys: HistoryKeys, _ db: Database
  ) throws -> Earlier? {
    let sender = keys.sender(sender)
    for identifier in identifiers {
      if let row = try Row.fetchOne(
        db, sql: "SELECT * FROM mail WHERE sender = ? AND message = ?", arguments: [sender, keys.message(identifier)])
      {
        return Earlier(row, isAnswered: true)
      }
    }
    let wanted = Set(recipients.map(keys.reader))
    var best: (earlier: Earlier, shared: Int)?
    let rows = try Row.fetchCursor(
      db, sql: "SELECT * FROM mail WHERE sender = ? AND time >= ? ORDER BY time DESC LIMIT 50",
      arguments: [sender, time])
    while let row = try rows.next() {
      let earlier = Earlier(row, isAnswered: false)
      let shared = earlier.readers.count { wanted.contains($0) }
      // Half of those who are asked to delete it must have it: else it is about something else.
      if shared * 2 >= wanted.count, shared > best?.shared ?? 0 { best = (earlier, shared) }
    }
    return best?.earlier
  }

  /// Which of some readers had a locked file of this sender since a time.
  static func lockedFile(
    from sender: String, to readers: [String], since time: Int64, _ keys: HistoryKeys, _ db: Database
  ) throws -> Set<String> {
    var had: Set<Data> = []
    let rows = try Row.fetchCursor(
      db, sql: "SELECT * FROM mail WHERE sender = ? AND time >= ? AND locked = 1",
      arguments: [keys.sender(sender), time])
    while let row = try rows.next() { had.formUnion(Earlier(row, isAnswered: false).readers) }
    return had.isEmpty ? [] : Set(readers.filter { had.contains(keys.reader($0)) })
  }

  static func forget(mailBefore: Int64, filesBefore: Int64, _ db: Database) throws {
    try db.execute(sql: "DELETE FROM mail WHERE time < ?", arguments: [mailBefore])
    try db.execute(sql: "DELETE FROM withdrawnFile WHERE time < ?", arguments: [filesBefore])
  }

  static func withdraw(_ files: [Data], at time: Int64, _ db: Database) throws {
    for file in files {
      try db.execute(
        sql:
          "INSERT INTO withdrawnFile (file, time) VALUES (?, ?) ON CONFLICT (file) DO UPDATE SET time = excluded.time",
        arguments: [file, time])
    }
  }

  static func isWithdrawn(_ file: Data, _ db: Database) throws -> Bool {
    let statement = try db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM withdrawnFile WHERE file = ?)")
    return try Bool.fetchOne(statement, arguments: [file]) == true
  }
}
