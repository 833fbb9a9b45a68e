import Foundation
import GRDB

extension QuarantineStore {
  /// The records whose clock has come to a warning that nobody was sent yet.
  public func breachesToWarnOf() throws(QuarantineError) -> [(breach: Breach, hours: Int)] {
    let time = now()
    let first = BreachClock.warnings.first ?? BreachClock.hours
    let last = BreachClock.warnings.last ?? BreachClock.hours
    let running = try breaches(
      "clockFrom <= ? AND warned < ?", [time - Int64(first) * 3_600, last], nil)
    let warned = try attempt("read the breach register") {
      try database.read { db in
        Dictionary(
          uniqueKeysWithValues: try Row.fetchAll(db, sql: "SELECT id, warned FROM breach WHERE clockFrom IS NOT NULL")
            .map { ($0["id"] as String, $0["warned"] as Int) })
      }
    }
    return running.compactMap { breach in
      guard let hours = breach.clock?.warning(at: time), hours > (warned["\(breach.id)"] ?? 0) else { return nil }
      return (breach, hours)
    }
  }

  /// Puts the letters of a warning into the outbox, once.
  /// - Returns: false where another process was first, or the clock has been stopped.
  @discardableResult
  public func warn(_ id: BreachID, of hours: Int, _ letters: [OutgoingDraft]) throws(QuarantineError) -> Bool {
    try attempt("warn of a breach's deadline") {
      try database.write { db -> Bool in
        try db.execute(
          sql: "UPDATE breach SET warned = ?1 WHERE id = ?2 AND warned < ?1 AND clockFrom IS NOT NULL",
          arguments: [hours, id.description])
        guard db.changesCount == 1 else { return false }
        for letter in letters { try self.insert(letter, about: nil, db) }
        return true
      }
    }
  }
}
