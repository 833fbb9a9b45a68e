import Foundation
import GRDB

/// Reads and deletes the facts of past decisions.
public struct FactsReader: Sendable {
  private let database: FactsDatabase

  /// - Throws: `QuarantineError`.
  public init(state: String) throws(QuarantineError) {
    database = try FactsDatabase(StateFolder(path: state), patience: 5)
  }

  /// Hands out the facts as they are stored, a JSON object each, the oldest first.
  /// - Parameters:
  ///   - since: no older ones; Unix time in seconds.
  ///   - until: only older ones.
  public func lines(since: Int64 = 0, until: Int64 = .max, _ take: (String) throws -> Void) throws {
    try database.pool.read { db in
      let lines = try String.fetchCursor(
        db, sql: "SELECT facts FROM fact WHERE time >= ? AND time < ? ORDER BY number", arguments: [since, until])
      while let line = try lines.next() { try take(line) }
    }
  }

  /// - Throws: `QuarantineError`; `newerDatabase` for facts of a schema that this Postern does not know.
  public func facts(since: Int64 = 0, until: Int64 = .max) throws(QuarantineError) -> [DecisionFacts] {
    try attempt("read the facts of decisions") {
      var all: [DecisionFacts] = []
      try lines(since: since, until: until) {
        all.append(try JSONDecoder().decode(DecisionFacts.self, from: Data($0.utf8)))
      }
      return all
    }
  }

  /// Deletes those of decisions before a time.
  /// - Returns: how many.
  public func delete(before time: Int64) throws(QuarantineError) -> Int {
    try attempt("delete old facts") {
      let count = try database.pool.write { db in
        try db.execute(sql: "DELETE FROM fact WHERE time < ?", arguments: [time])
        return db.changesCount
      }
      if count > 0 { _ = try? database.pool.writeWithoutTransaction { db in try db.checkpoint(.truncate) } }
      return count
    }
  }
}
