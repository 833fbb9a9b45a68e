import Foundation
import GRDB
import Glibc

/// Held mail on this machine: sealed content in files, sealed facts in SQLite, and an audit trail (D17, D19, D22, D23).
///
/// All calls block; any thread may call. The command line may open a store while the filter has it open.
public final class QuarantineStore: Sendable {
  /// Who opens the store.
  public enum Opener: Sendable {
    /// Takes the state folder for itself against every other filter, and clears away what a crash left half done.
    case filter
    case commandLine
  }

  let folder: StateFolder
  let keys: KeyRing
  let database: DatabasePool
  let keyDatabase: DatabaseQueue
  /// Unix time in seconds.
  let now: @Sendable () -> Int64
  private let lock: FilterLock?

  /// How long the same message is known again (D21): five days, in seconds, as long as Postfix tries by default.
  static let repeatSpan: Int64 = 5 * 86_400

  /// Opens the store, and makes it where there is none.
  /// - Parameters:
  ///   - state: the state folder; its parent must exist.
  ///   - patience: how long to wait for a database that another process has locked, in seconds.
  ///   - now: the time, in Unix seconds; the system's clock when nil.
  /// - Throws: `QuarantineError`: in use by another filter, written by a newer Postern, not permitted, disk full, a key
  ///   that held mail was sealed with is missing, or the keys lie under the state folder.
  public static func open(
    state: String, keys: KeyRing, as opener: Opener = .filter, patience: Double = 5,
    now: (@Sendable () -> Int64)? = nil
  ) throws(QuarantineError) -> QuarantineStore {
    try QuarantineStore(
      state: state, keys: keys, opener: opener, patience: patience, now: now ?? { Int64(Glibc.time(nil)) })
  }

  private init(
    state: String, keys: KeyRing, opener: Opener, patience: Double, now: @escaping @Sendable () -> Int64
  ) throws(QuarantineError) {
    guard !KeyRing.lies(keys.folder, inside: state) else {
      throw QuarantineError(
        .keysInsideState, "the keys in \(keys.folder) lie inside the state folder \(state)",
        remedy: "move them to a folder of their own and set 'keys:', so that a copy of the state cannot be read")
    }
    let folder = StateFolder(path: state)
    try folder.prepare()
    var lock: FilterLock?
    if case .filter = opener { lock = try FilterLock(folder) }
    self.folder = folder
    self.keys = keys
    self.now = now
    self.lock = lock
    database = try Self.openDatabase(folder, patience: patience)
    keyDatabase = try Self.openKeys(folder, patience: patience)
    try checkKeys()
    try finishShredding()
    if lock != nil { try sweep() }
  }

  private static func openDatabase(_ folder: StateFolder, patience: Double) throws(QuarantineError) -> DatabasePool {
    try attempt("open \(folder.database)") {
      let pool = try DatabasePool(path: folder.database, configuration: configuration(patience))
      // GRDB sets NORMAL when it sets up the write-ahead log; then a power cut may take back what was promised (D19).
      try pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
      try migrate(pool, by: QuarantineSchema.quarantine, folder.database)
      return pool
    }
  }

  private static func openKeys(_ folder: StateFolder, patience: Double) throws(QuarantineError) -> DatabaseQueue {
    try attempt("open \(folder.keyDatabase)") {
      // A rollback journal, since a write-ahead log would keep a deleted key until its next checkpoint.
      let queue = try DatabaseQueue(path: folder.keyDatabase, configuration: configuration(patience))
      try queue.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = EXTRA") }
      try migrate(queue, by: QuarantineSchema.keys, folder.keyDatabase)
      return queue
    }
  }

  private static func configuration(_ patience: Double) -> GRDB.Configuration {
    var configuration = GRDB.Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(patience)
    configuration.publicStatementArguments = false
    configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA secure_delete = ON") }
    return configuration
  }

  private static func migrate(_ writer: some DatabaseWriter, by migrator: DatabaseMigrator, _ path: String) throws {
    if try writer.read({ db in try migrator.hasBeenSuperseded(db) }) {
      throw QuarantineError(
        .newerDatabase, "\(path) was written by a newer Postern",
        remedy: "install that version again, or put back the state folder from before it")
    }
    try migrator.migrate(writer)
  }

  /// A wrong key must show at the start, not when somebody needs a message.
  private func checkKeys() throws(QuarantineError) {
    let used = try attempt("read \(folder.keyDatabase)") {
      try keyDatabase.read { db in try String.fetchAll(db, sql: "SELECT DISTINCT keyID FROM messageKey") }
    }
    for id in used { _ = try keys.key(id) }
  }
}
