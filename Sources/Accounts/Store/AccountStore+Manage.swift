import Foundation
import GRDB
import Quarantine

extension AccountStore {
  /// All accounts, by address.
  public func accounts() throws(AccountsError) -> [Account] {
    try attempt("read the accounts") {
      try database.read { db in
        try Row.fetchAll(
          db,
          sql: """
            SELECT account.key, account.record, invitation.expiresAt FROM account
            LEFT JOIN invitation ON invitation.account = account.key
            """
        ).map { row in
          try self.secrets.open(row["record"], as: AccountRecord.self, on: "account", row["key"])
            .shown(invitedUntil: self.current(row["expiresAt"]))
        }.sorted { $0.address < $1.address }
      }
    }
  }

  /// - Returns: nil where there is none.
  public func account(_ address: String) throws(AccountsError) -> Account? {
    let key = secrets.account(address.lowercased())
    return try attempt("read an account") {
      try database.read { db in
        let until = try Int64.fetchOne(
          db, sql: "SELECT expiresAt FROM invitation WHERE account = ?", arguments: [key])
        return try self.record(key, db)?.shown(invitedUntil: self.current(until))
      }
    }
  }

  /// Nobody signs in to it any more, and who is signed in is not.
  public func disable(_ address: String, by actor: String, reason: String = "") throws(AccountsError) {
    let address = try existing(address)
    try audit(.accountDisabled, by: actor, Self.reason(address, reason))
    try change(address, "disable an account") { record, key, db in
      record.disabledAt = record.disabledAt ?? self.now
      for table in ["session", "ticket", "invitation"] {
        try db.execute(sql: "DELETE FROM \(table) WHERE account = ?", arguments: [key])
      }
    }
  }

  public func enable(_ address: String, by actor: String, reason: String = "") throws(AccountsError) {
    let address = try existing(address)
    try audit(.accountEnabled, by: actor, Self.reason(address, reason))
    try change(address, "enable an account") { record, _, _ in record.disabledAt = nil }
  }

  /// For somebody who has lost password, telephone or codes, or whose account may be in other hands: all of that is gone,
  /// with every session, known browser and the bond to the provider. What they are stays.
  /// - Returns: a new invitation.
  public func reset(_ address: String, by actor: String, reason: String = "") throws(AccountsError) -> Invitation {
    let address = try existing(address)
    try audit(.accountReset, by: actor, Self.reason(address, reason))
    return try change(address, "reset an account") { record, key, db in
      record.passwordHash = nil
      record.totp = nil
      record.recoveryCodes = []
      record.subject = nil
      for table in ["session", "ticket", "acquaintance"] {
        try db.execute(sql: "DELETE FROM \(table) WHERE account = ?", arguments: [key])
      }
      return try self.invite(key, life: Invitation.life, db)
    }
  }

  /// The address as the account has it.
  /// - Throws: `notFound`.
  func existing(_ address: String) throws(AccountsError) -> String {
    guard let account = try account(address) else { throw Self.notFound }
    return account.address
  }

  private func current(_ time: Int64?) -> Int64? { time.flatMap { $0 > now ? $0 : nil } }

  static func reason(_ address: String, _ reason: String) -> String {
    reason.isEmpty ? address : "\(address): \(reason)"
  }
}
