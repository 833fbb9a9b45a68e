import GRDB

/// Whether the machine's clock can be trusted with what expires. A clock that has jumped by a day, back or forth, is given
/// a day of steady running before anything is returned, shredded or deleted by it.
public enum ClockState: Hashable, Sendable {
  case steady
  /// Nothing may expire before this time, in Unix seconds. `jump`: by how many seconds it has just jumped; nil when that
  /// was earlier.
  case settling(until: Int64, jump: Int64?)
}

extension QuarantineStore {
  /// A machine that is off overnight shows no jump; one that was off for longer waits for a day, which harms nothing.
  private static let forward: Int64 = 20 * 3_600
  private static let backward: Int64 = 3_600
  private static let settling: Int64 = 86_400

  /// Looks at the clock and remembers what it says, over restarts. To be called about once an hour.
  public func watchClock() throws(QuarantineError) -> ClockState {
    try attempt("look at the clock") {
      try database.write { db in
        let now = self.now()
        guard let row = try Row.fetchOne(db, sql: "SELECT lastSeen, steadySince FROM clock") else {
          // A new store holds nothing that could expire.
          try db.execute(
            sql: "INSERT INTO clock (one, lastSeen, steadySince, digestDay) VALUES (1, ?, ?, 0)",
            arguments: [now, now - Self.settling])
          return .steady
        }
        let step = now - (row["lastSeen"] as Int64)
        let jumped = step > Self.forward || step < -Self.backward
        let since = jumped ? now : min(row["steadySince"] as Int64, now)
        try db.execute(sql: "UPDATE clock SET lastSeen = ?, steadySince = ?", arguments: [now, since])
        return now - since >= Self.settling
          ? .steady : .settling(until: since + Self.settling, jump: jumped ? step : nil)
      }
    }
  }

  /// Takes the daily letter of a day, once. The first day of a store has none.
  /// - Parameter day: any number that grows by one a day.
  /// - Returns: whether it is to be written now.
  public func takeDigest(of day: Int) throws(QuarantineError) -> Bool {
    try attempt("look at the clock") {
      try database.write { db in
        guard let last = try Int.fetchOne(db, sql: "SELECT digestDay FROM clock"), last != day else { return false }
        try db.execute(sql: "UPDATE clock SET digestDay = ?", arguments: [day])
        return last != 0
      }
    }
  }
}
