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
    /// The same for a filter that shares its supervisor's lock. While another one still works beside it, at a hot
    /// restart, nothing is cleared away: what looks half done may be in that one's hands.
    case sharing(StateLock, isAlone: Bool)
    case console
    case commandLine
  }

  let folder: StateFolder
  let keys: KeyShelf
  let secrets: StoreSecrets
  let database: DatabasePool
  private let senders: StoredSenders
  /// In the key folder, never in the state (D22).
  let keyDatabase: DatabaseQueue
  /// Whose chain of the audit trail this process writes (D23).
  let auditWriter: String
  /// Unix time in seconds.
  let now: @Sendable () -> Int64
  let uptime: @Sendable () -> Uptime
  private let lock: StateLock?

  /// The time by the store's clock; Unix time in seconds.
  public var time: Int64 { now() }

  /// How long the same message is known again (D21): five days, in seconds, as long as Postfix tries by default.
  static let repeatSpan: Int64 = 5 * 86_400

  /// Whether anything of a sender was stored within the time in which a repeat is known (D21). Nearly every message ends
  /// with this question, and nothing of it is read for it.
  public func hasStored(of identity: String) throws(QuarantineError) -> Bool {
    try attempt("look for a held message") {
      try senders.has(senderKey(identity), since: now() - Self.repeatSpan)
    }
  }

  /// Opens the store, and makes it where there is none.
  /// - Parameters:
  ///   - state: the state folder; its parent must exist.
  ///   - patience: how long to wait for a database that another process has locked, in seconds.
  ///   - now: the time, in Unix seconds; the system's clock when nil.
  ///   - uptime: the machine's; nil for what the system says, and beside a `now` for none: the clock alone counts.
  /// - Throws: `QuarantineError`: in use by another filter, written by a newer Postern, not permitted, disk full, a key
  ///   that held mail was sealed with is missing, the keys belong to another state, or lie under the state folder.
  public static func open(
    state: String, keys: KeyRing, as opener: Opener = .filter, patience: Double = 5,
    now: (@Sendable () -> Int64)? = nil, uptime: (@Sendable () -> Uptime)? = nil
  ) throws(QuarantineError) -> QuarantineStore {
    let isTimed = now != nil
    let usual: @Sendable () -> Uptime = { isTimed ? Uptime(boot: nil, seconds: 0) : .system }
    return try QuarantineStore(
      state: state, keys: keys, opener: opener, patience: patience, now: now ?? { Int64(Glibc.time(nil)) },
      uptime: uptime ?? usual)
  }

  private init(
    state: String, keys: KeyRing, opener: Opener, patience: Double, now: @escaping @Sendable () -> Int64,
    uptime: @escaping @Sendable () -> Uptime
  ) throws(QuarantineError) {
    for path in [keys.folder, keys.database] where KeyRing.lies(path, inside: state) {
      throw QuarantineError(
        .keysInsideState, "the keys in \(path) lie inside the state folder \(state)",
        remedy: "move them to a folder of their own and set 'keys:', so that a copy of the state cannot be read")
    }
    let folder = StateFolder(path: state)
    try folder.prepare()
    var lock: StateLock?
    switch opener {
    case .filter: lock = try StateLock(folder)
    case .sharing(let shared, _): lock = shared
    case .console, .commandLine: break
    }
    let shelf = KeyShelf(keys)
    let database = try Self.openDatabase(folder, current: keys.currentID, patience: patience)
    let keyDatabase = try Self.openKeys(keys, patience: patience)
    try Self.checkKeys(in: database, at: folder.database, shelf)
    try Self.checkKeys(in: keyDatabase, at: keys.database, shelf)
    try Self.checkBelonging(database, keyDatabase, keys, folder)
    secrets = try attempt("open the secrets in \(keys.database)") { try StoreSecrets(keyDatabase, shelf) }
    self.folder = folder
    self.keys = shelf
    self.now = now
    self.uptime = uptime
    self.lock = lock
    self.database = database
    senders = try attempt("open \(folder.database)") {
      try StoredSenders(folder.database, Self.configuration(patience))
    }
    self.keyDatabase = keyDatabase
    // A number, no name: it stands on the trail for good.
    auditWriter =
      switch opener {
      case .filter, .sharing: "filter"
      case .console: "console"
      case .commandLine: "uid\(getuid())"
      }
    try bind()
    try finishShredding()
    switch opener {
    case .filter, .sharing(_, isAlone: true): try sweep()
    case .sharing, .console, .commandLine: break
    }
  }

  private static func openDatabase(
    _ folder: StateFolder, current: String, patience: Double
  ) throws(QuarantineError) -> DatabasePool {
    try attempt("open \(folder.database)") {
      let pool = try DatabasePool(path: folder.database, configuration: configuration(patience))
      // GRDB sets NORMAL when it sets up the write-ahead log; then a power cut may take back what was promised (D19).
      try pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
      try migrate(pool, by: QuarantineSchema.quarantine, folder.database)
      try pool.write { db in if try KeyInUse.id(db) == nil { try KeyInUse.set(current, db) } }
      return pool
    }
  }

  static func openKeys(_ keys: KeyRing, patience: Double) throws(QuarantineError) -> DatabaseQueue {
    try StateFolder.prepareDatabase(keys.database)
    return try attempt("open \(keys.database)") {
      let queue = try DatabaseQueue(path: keys.database, configuration: configuration(patience))
      try queue.writeWithoutTransaction { db in
        // A rollback journal, since a write-ahead log would keep a deleted key until its next checkpoint; and one that
        // goes with its transaction, since it holds the page that the key was on.
        try db.execute(sql: "PRAGMA journal_mode = DELETE")
        try db.execute(sql: "PRAGMA synchronous = EXTRA")
      }
      try migrate(queue, by: QuarantineSchema.keys, keys.database)
      try queue.write { db in if try KeyInUse.id(db) == nil { try KeyInUse.set(keys.currentID, db) } }
      return queue
    }
  }

  static func configuration(_ patience: Double) -> GRDB.Configuration {
    var configuration = GRDB.Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(patience)
    configuration.publicStatementArguments = false
    configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA secure_delete = ON") }
    return configuration
  }

  static func migrate(_ writer: some DatabaseWriter, by migrator: DatabaseMigrator, _ path: String) throws {
    if try writer.read({ db in try migrator.hasBeenSuperseded(db) }) {
      throw QuarantineError(
        .newerDatabase, "\(path) was written by a newer Postern",
        remedy: "install that version again, or put back the folder from before it")
    }
    try migrator.migrate(writer)
  }
}
