public import Configuration
public import Foundation
import GRDB

/// A message that should not have been held: kinds alone, for counting.
public struct FalseAlarm: Hashable, Sendable {
  /// Unix time in seconds.
  public var time: Int64
  public var rules: [String]
  public var cabinets: [Cabinet]
  /// See `QuarantineStore.schoolNames`.
  public var school: Data?
}

extension QuarantineStore {
  /// Notes that a message should not have been held; once, whoever says so. It goes on waiting.
  public func markFalseAlarm(_ id: HeldID, by actor: String, reason: String) throws(QuarantineError) {
    _ = try visible(id, to: actor)
    try attempt("note a false alarm") {
      try database.write { db in try self.markFalseAlarm(id, by: actor, reason: reason, db) }
    }
  }

  func markFalseAlarm(_ id: HeldID, by actor: String, reason: String, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT OR IGNORE INTO falseAlarm (held, time, rules, cabinets, school)
        SELECT id, ?, rules, cabinets, school FROM held WHERE id = ?
        """,
      arguments: [now(), id.description])
    if db.changesCount == 1 { try append(.falseAlarm, of: id, by: actor, reason: reason, db) }
  }

  public func isFalseAlarm(_ id: HeldID) throws(QuarantineError) -> Bool {
    try attempt("look for a false alarm") {
      try database.read { db in
        try Bool.fetchOne(
          db, sql: "SELECT EXISTS (SELECT 1 FROM falseAlarm WHERE held = ?)", arguments: [id.description]) == true
      }
    }
  }

  /// - Parameter since: Unix time in seconds.
  public func falseAlarms(since: Int64) throws(QuarantineError) -> [FalseAlarm] {
    try attempt("read false alarms") {
      try database.read { db in
        try Row.fetchAll(db, sql: "SELECT * FROM falseAlarm WHERE time >= ? ORDER BY time, held", arguments: [since])
          .map { row in
            FalseAlarm(
              time: row["time"], rules: (row["rules"] as String).split(separator: " ").map(String.init),
              cabinets: (row["cabinets"] as String).split(separator: " ").compactMap { Cabinet(rawValue: String($0)) },
              school: row["school"])
          }
      }
    }
  }
}
