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
      locked INTEGER NOT NULL,
      hidden BLOB NOT NULL,
      PRIMARY KEY (sender, message)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX mailByTime ON mail (time);
    CREATE TABLE withdrawnFile (
      file BLOB NOT NULL PRIMARY KEY,
      time INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """
  static let readerLength = 8
  static let fileLength = 16

  static func clear(_ db: Database) throws {
    try db.execute(sql: "DELETE FROM mail")
    try db.execute(sql: "DELETE FROM withdrawnFile")
  }

  static func write(_ mails: [SentMail], _ keys: HistoryKeys, _ db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO mail (sender, message, time, queue, readers, files, locked, hidden) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (sender, message) DO UPDATE SET
          -- Two blobs put together are text to SQLite, which a strict column does not take.
          readers = CAST(readers || excluded.readers AS BLOB), time = excluded.time
        """)
    for mail in mails {
      guard let message = mail.messageID else { continue }
      try statement.execute(arguments: [
        keys.sender(mail.sender), keys.message(message), mail.time, mail.queueID,
        keys.readers(mail.recipients.map(\.address)), mail.files.reduce(into: Data()) { $0 += keys.file($1) },
        mail.hasLockedFile, keys.readers(mail.hiddenFrom),
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

  static func forget(mailBefore: Int64, filesBefore: Int64, in pool: DatabasePool) throws(HistoryError) {
    try attempt("delete from the history") {
      try pool.write { db in
        try db.execute(sql: "DELETE FROM mail WHERE time < ?", arguments: [mailBefore])
        try db.execute(sql: "DELETE FROM withdrawnFile WHERE time < ?", arguments: [filesBefore])
      }
    }
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

/// A message that went before, as far as the history knows it.
public struct Earlier: Hashable, Sendable {
  /// When it went; Unix time in seconds.
  public var time: Int64
  /// Postfix's queue id, by which the log knows it.
  public var queueID: String?
  /// How many have it.
  public var readerCount: Int
  public var fileCount: Int
  /// The later message names it in In-Reply-To or References (RFC 5322 §3.6.4); else it is told by its readers.
  public var isAnswered: Bool
  let readers: [Data]
  let files: [Data]
  /// Keyed hashes of those who may not learn of it (D17).
  let hidden: [Data]

  init(time: Int64, queueID: String?, readers: [Data], files: [Data], hidden: [Data], isAnswered: Bool) {
    self.hidden = hidden
    self.time = time
    self.queueID = queueID
    self.readers = readers
    self.files = files
    self.isAnswered = isAnswered
    readerCount = Set(readers).count
    fileCount = files.count
  }

  init(_ row: Row, isAnswered: Bool) {
    self.init(
      time: row["time"], queueID: row["queue"], readers: Self.parts(row["readers"], MailTable.readerLength),
      files: Self.parts(row["files"], MailTable.fileLength), hidden: Self.parts(row["hidden"], MailTable.readerLength),
      isAnswered: isAnswered)
  }

  private static func parts(_ data: Data, _ length: Int) -> [Data] {
    stride(from: 0, to: data.count - length + 1, by: length).map { data.dropFirst($0).prefix(length) }.map { Data($0) }
  }
}
