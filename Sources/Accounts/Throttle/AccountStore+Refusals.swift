import GRDB
import Quarantine

extension AccountStore {
  /// How often what was refused goes on the trail, in seconds.
  static let refusalSpan: Int64 = 3_600

  /// Counts a sign-in that was refused. On the trail goes how many there were, once an hour at most, so that a stranger
  /// cannot fill it, and never whose address was typed.
  func countRefusal() throws(AccountsError) {
    try attempt("count a refusal") {
      try database.write { db in
        try db.execute(
          sql: """
            INSERT INTO refusals (one, count, since) VALUES (1, 1, ?)
            ON CONFLICT (one) DO UPDATE SET count = count + 1
            """, arguments: [self.now])
      }
    }
    try tellRefusals()
  }

  /// Puts the count on the trail where it is time. The console calls it now and then, too.
  /// - Parameter atOnce: not only when an hour is over.
  public func tellRefusals(atOnce: Bool = false) throws(AccountsError) {
    let due = try attempt("count refusals") {
      try database.write { db -> Int? in
        guard let row = try Row.fetchOne(db, sql: "SELECT count, since FROM refusals"),
          atOnce || self.now - (row["since"] as Int64) >= Self.refusalSpan
        else { return nil }
        try db.execute(sql: "DELETE FROM refusals")
        return row["count"]
      }
    }
    if let due { try audit(.signInsRefused, by: "console", "\(due)") }
  }
}
