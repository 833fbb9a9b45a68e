import Foundation
import GRDB
import Synchronization

/// The facts of all held messages, opened and kept in memory, so that a list can be filtered, searched and sorted by what
/// stands sealed on the disk. It follows the store: whoever changes a row, the next question sees it.
///
/// Any thread may call; a question that finds much changed waits until that is read.
public final class HeldIndex: Sendable {
  let store: QuarantineStore
  private let watch: ChangeWatch
  private let state = Mutex(Contents())

  /// The entries, the newest first, as they were at one moment.
  struct Contents {
    var entries: [HeldEntry] = []
    /// Where each stands in `entries`.
    var places: [HeldID: Int] = [:]
    /// The highest revision that was read.
    var revision: Int64 = -1
    var removals: Int64 = 0
    /// SQLite's `data_version` at that moment.
    var version: Int64?
    /// Digest of an address → the messages that it is asked about.
    var asked: [Data: Set<HeldID>] = [:]
    /// Messages that were noted as false alarms.
    var falseAlarms: Set<HeldID> = []
  }

  public init(_ store: QuarantineStore) throws(QuarantineError) {
    self.store = store
    watch = try attempt("open \(store.folder.database)") {
      try ChangeWatch(store.folder.database, QuarantineStore.configuration(5))
    }
  }

  /// Reads what has changed since the last time; at first all of it.
  public func refresh() throws(QuarantineError) { _ = try current() }

  /// The contents as they are now.
  func current() throws(QuarantineError) -> Contents {
    var failure: QuarantineError?
    let contents = state.withLock { contents -> Contents in
      do throws(QuarantineError) {
        let version = try attempt("look for changes of held mail") { try watch.version() }
        if contents.version != version {
          try store.update(&contents)
          contents.version = version
        }
      } catch {
        failure = error
      }
      return contents
    }
    if let failure { throw failure }
    return contents
  }
}

/// Tells whether anybody has written to the database, on a connection that never writes.
struct ChangeWatch: Sendable {
  private let queue: DatabaseQueue

  init(_ path: String, _ configuration: GRDB.Configuration) throws {
    var configuration = configuration
    configuration.readonly = true
    queue = try DatabaseQueue(path: path, configuration: configuration)
  }

  /// "PRAGMA data_version": another value once another connection has committed.
  func version() throws -> Int64 {
    try queue.unsafeRead { db in try Int64.fetchOne(db, sql: "PRAGMA data_version") ?? 0 }
  }
}
