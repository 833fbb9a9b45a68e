import Foundation
import GRDB
import Spool

/// What the school sent, as keyed hashes, in a database of its own (`history.db` in the state folder).
///
/// It is not synced at each write: after a power cut the last moments may be missing, never what was there before. Each
/// kind of fact has a table and a file of its own (`Sent/SentTable.swift`); a new one adds a migration here, and itself to
/// `clear` and `forget`.
struct HistoryDatabase: Sendable {
  let path: String

  init(state: String) { path = state + "/history.db" }

  var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// To read and write; made where there is none. The state folder must be there.
  func pool() throws(HistoryError) -> DatabasePool {
    try attempt("open \(path)") {
      try PrivateFile.prepare(path)
      let pool = try DatabasePool(path: path, configuration: Self.configuration)
      if try pool.read({ db in try Self.schema.hasBeenSuperseded(db) }) {
        throw HistoryError(
          .newer, "\(path) was written by a newer Postern",
          remedy: "install that version again, or remove the file: the history then begins anew")
      }
      try Self.schema.migrate(pool)
      return pool
    }
  }

  /// To read alone, over one connection whose statements are prepared once: nearly every message with a finding asks.
  func reader() throws(HistoryError) -> DatabaseQueue {
    try attempt("open \(path)") {
      var configuration = Self.configuration
      configuration.readonly = true
      return try DatabaseQueue(path: path, configuration: configuration)
    }
  }

  /// An empty one that no file holds.
  static func inMemory() throws(HistoryError) -> DatabaseQueue {
    try attempt("make a history in memory") {
      let queue = try DatabaseQueue(configuration: configuration)
      try schema.migrate(queue)
      return queue
    }
  }

  private static var configuration: GRDB.Configuration {
    var configuration = GRDB.Configuration()
    configuration.busyMode = .timeout(5)
    configuration.publicStatementArguments = false
    // What was forgotten leaves no trace in a free page.
    configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA secure_delete = ON") }
    return configuration
  }

  /// A migration, once shipped, is never changed; a new one is added.
  private static var schema: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 sent") { db in try db.execute(sql: SentTable.definition) }
    migrator.registerMigration("2 mail") { db in try db.execute(sql: MailTable.definition) }
    migrator.registerMigration("3 locked files, hidden mail") { db in try MailTable.addColumns(db) }
    return migrator
  }
}
