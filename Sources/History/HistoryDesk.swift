public import Crypto
import Foundation
import GRDB

/// Shows and clears what the history keeps; the filter may have it open.
public struct HistoryDesk: Sendable {
  /// How much is kept; of nobody in particular.
  public struct Summary: Hashable, Sendable {
    /// Pairs of a sender and a recipient, and how many different ones of each.
    public var pairs: Int
    public var senders: Int
    public var recipients: Int
    /// When the oldest and the newest were last used; Unix time in seconds, nil where nothing is kept.
    public var oldest: Int64?
    public var newest: Int64?
  }

  private let pool: DatabasePool
  private let keys: HistoryKeys

  /// - Throws: kind `none` where there is no history in this state folder.
  public init(state: String, key: SymmetricKey) throws(HistoryError) {
    let database = HistoryDatabase(state: state)
    guard database.exists else {
      throw HistoryError(.none, "there is no history in \(state)", remedy: "the filter begins one when it first runs")
    }
    pool = try database.pool()
    keys = HistoryKeys(key)
  }

  public func summary() throws(HistoryError) -> Summary {
    try attempt("read the history") {
      try pool.read { db in
        let row = try Row.fetchOne(
          db,
          sql: "SELECT count(*), count(DISTINCT sender), count(DISTINCT recipient), min(last), max(last) FROM sent")
        return Summary(
          pairs: row?[0] ?? 0, senders: row?[1] ?? 0, recipients: row?[2] ?? 0, oldest: row?[3], newest: row?[4])
      }
    }
  }

  /// What is kept of one sender and one recipient, both in the form in which addresses are compared.
  public func past(of sender: String, with recipient: Correspondent) throws(HistoryError) -> Past {
    try attempt("read the history") {
      try pool.read { db in try SentTable.past(of: sender, with: recipient, keys, db) }
    }
  }

  /// Deletes all, or all of one sender, so that no page keeps it. Files that are known as sent in error have no sender: they
  /// go with all.
  /// - Returns: how many pairs.
  /// - Throws: also where all is deleted, and something keeps the log of the database from being emptied.
  public func clear(sender: String? = nil) throws(HistoryError) -> Int {
    try pool.erase { db in
      guard let sender = sender.map(keys.sender) else {
        try MailTable.clear(db)
        return try SentTable.delete(in: db)
      }
      try MailTable.clear(sender: sender, db)
      return try SentTable.delete("WHERE sender = ?", [sender], in: db)
    }
  }
}
