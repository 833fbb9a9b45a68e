import Foundation
import GRDB
import Policy

extension QuarantineStore {
  /// The held messages whose time has come to go by themselves, the oldest first.
  public func dueTimedHolds() throws(QuarantineError) -> [HeldID] {
    try attempt("look for held mail that goes by itself") {
      try database.read { db in
        // What is to wait for longer than may be was put in before the clock went back.
        try String.fetchAll(
          db, sql: "SELECT held FROM timedHold WHERE goesAt <= ?1 OR goesAt > ?1 + ?2 ORDER BY goesAt, rowid",
          arguments: [self.now(), Int64(Waits.longestDelay)])
      }
    }.compactMap { HeldID($0) }
  }

  /// When a held message goes by itself; Unix time in seconds, nil where it does not.
  public func goesAt(_ id: HeldID) throws(QuarantineError) -> Int64? {
    try attempt("look for held mail that goes by itself") {
      try database.read { db in
        try Int64.fetchOne(db, sql: "SELECT goesAt FROM timedHold WHERE held = ?", arguments: [id.description])
      }
    }
  }

  /// A message whose time has come stays held until somebody ends that: it cannot go as the rules say.
  /// - Parameter reason: in words that name nobody.
  public func stopTimedHold(_ id: HeldID, reason: String) throws(QuarantineError) {
    try attempt("stop \(id) from going by itself") {
      try database.write { db in
        try db.execute(sql: "DELETE FROM timedHold WHERE held = ?", arguments: [id.description])
        guard db.changesCount == 1 else { return }
        try self.append(.failed, of: id, by: "filter", reason: reason, db)
      }
    }
  }

  func goes(_ id: HeldID, at time: Int64, _ db: Database) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO timedHold (held, goesAt) VALUES (?, ?)", arguments: [id.description, time])
  }
}
