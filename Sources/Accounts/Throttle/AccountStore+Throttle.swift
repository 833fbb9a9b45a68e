import Foundation
import GRDB
import Quarantine

extension AccountStore {
  /// The budgets that a try draws on.
  struct Budgets {
    var isKnownBrowser: Bool
    var drawn: [(key: Data, throttle: Throttle)]
  }

  /// - Parameter address: as it was typed, of an account or not: both are counted alike.
  func budgets(_ address: String, _ client: Client, forCodes: Bool = false) throws(AccountsError) -> Budgets {
    let network = client.network
    let account = secrets.account(address)
    let (browser, knowsNetwork) = try attempt("look for a known browser") {
      try database.read { db in
        (
          try client.tokens.first { try self.isAcquainted($0.digest, account, db) },
          try self.isAcquainted(self.networkDigest(address, network), account, db)
        )
      }
    }
    if let browser {
      let token = Token.text(browser.digest)
      var drawn = [(secrets.digest("browser", token), Throttle.browser)]
      // The right password gives the other back each time.
      if forCodes { drawn.append((secrets.digest("browser codes", token), .codes)) }
      return Budgets(isKnownBrowser: true, drawn: drawn)
    }
    var drawn = [(secrets.digest("pair", address, network), Throttle.pair)]
    if forCodes { drawn.append((secrets.digest("codes", address), .codes)) }
    if !knowsNetwork {
      drawn.append((secrets.digest("network", network), .network))
      drawn.append((secrets.digest("everyone"), .everyone))
    }
    return Budgets(isKnownBrowser: false, drawn: drawn)
  }

  /// Counts a try as wrong before it is looked at, so that many at once are many; `giveBack` takes that back.
  /// - Throws: `wait` where it may not be looked at yet.
  func draw(_ budgets: Budgets) throws(AccountsError) {
    try attempt("count a try") {
      try database.write { db in
        var wait: Int64 = 0
        var all: [(key: Data, failures: Int)] = []
        for (key, throttle) in budgets.drawn {
          let row = try Row.fetchOne(db, sql: "SELECT failures, lastAt FROM spent WHERE key = ?", arguments: [key])
          let (failures, lastAt) = (row?["failures"] as Int? ?? 0, row?["lastAt"] as Int64? ?? self.now)
          wait = max(wait, throttle.wait(after: failures, lastAt: lastAt, now: self.now))
          all.append((key, throttle.isForgotten(lastAt, now: self.now) ? 1 : failures + 1))
        }
        guard wait == 0 else { throw AccountsError.wait(wait) }
        for (key, failures) in all {
          try db.execute(
            sql: """
              INSERT INTO spent (key, failures, lastAt) VALUES (?1, ?2, ?3)
              ON CONFLICT (key) DO UPDATE SET failures = ?2, lastAt = ?3
              """, arguments: [key, failures, self.now])
        }
        try db.execute(sql: "DELETE FROM spent WHERE lastAt < ?", arguments: [self.now - Throttle.codes.memory])
      }
    }
  }

  /// The try was right: what belongs to this browser or person begins anew, and what is everybody's gets one back.
  func giveBack(_ budgets: Budgets) throws(AccountsError) {
    try attempt("count a try") {
      try database.write { db in
        for (key, throttle) in budgets.drawn {
          if throttle == .network || throttle == .everyone {
            try db.execute(sql: "UPDATE spent SET failures = failures - 1 WHERE key = ?", arguments: [key])
          } else {
            try db.execute(sql: "DELETE FROM spent WHERE key = ?", arguments: [key])
          }
        }
      }
    }
  }

  /// A browser and a network from which somebody has signed in are known for half a year; in seconds.
  static let acquaintance: Int64 = 180 * 86_400

  func networkDigest(_ address: String, _ network: String) -> Data { secrets.digest("place", address, network) }

  func isAcquainted(_ digest: Data, _ account: Data, _ db: Database) throws -> Bool {
    try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT 1 FROM acquaintance WHERE digest = ? AND account = ? AND seenAt > ?)",
      arguments: [digest, account, now - Self.acquaintance]) ?? false
  }

  func acquaint(_ digest: Data, _ account: Data, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO acquaintance (digest, account, seenAt) VALUES (?1, ?2, ?3)
        ON CONFLICT (digest) DO UPDATE SET seenAt = ?3 WHERE account = ?2
        """, arguments: [digest, account, now])
    try db.execute(sql: "DELETE FROM acquaintance WHERE seenAt < ?", arguments: [now - Self.acquaintance])
  }
}
