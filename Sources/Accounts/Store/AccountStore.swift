public import Configuration
import Crypto
import Foundation
import GRDB
public import Quarantine

/// Who may sign in to the console, and who is signed in.
///
/// What it does: accounts, passwords, second factors, invitations, sessions, and what keeps guessing slow. What it does not
/// do: pages, cookies, and what somebody may see. All calls block; any thread may call, and the command line may have it
/// open while the console has.
public final class AccountStore: Sendable {
  let database: DatabasePool
  let secrets: AccountSecrets
  let trail: QuarantineStore
  let settings: SignIn
  let passwords: PasswordWork
  let rules: PasswordRules
  /// What an authenticator app calls this account.
  let issuer: String
  let domains: Set<String>
  /// Who has a role, lower case.
  let officers: Set<String>

  /// Opens the accounts, and makes them where there are none.
  /// - Parameters:
  ///   - settings: names the state folder, which `trail` has made.
  ///   - trail: where everything is audited.
  /// - Throws: `AccountsError`.
  public convenience init(_ settings: Settings, keys: KeyRing, trail: QuarantineStore) throws(AccountsError) {
    try self.init(settings, keys: keys, trail: trail, cost: .standard)
  }

  init(
    _ settings: Settings, keys: KeyRing, trail: QuarantineStore, cost: PasswordCost, patience: Double = 5
  ) throws(AccountsError) {
    secrets = AccountSecrets(try attempt("open the keys") { try AccountsKey.make(keys) })
    database = try AccountsDatabase.open(settings.state + "/accounts.db", patience: patience)
    self.trail = trail
    self.settings = settings.console.signIn
    passwords = try PasswordWork(cost)
    rules = PasswordRules(organisation: settings.organisation)
    issuer = "Postern, \(settings.organisation.name)"
    domains = Set(settings.organisation.domains)
    officers = Set(settings.officers.everybody)
  }

  /// Unix time in seconds.
  var now: Int64 { trail.time }

  func needsSecondFactor(_ record: AccountRecord) -> Bool {
    settings.secondFactor == .everyone || record.isAdministrator || officers.contains(record.address)
  }

  func audit(_ action: AuditAction, by actor: String, _ reason: String) throws(AccountsError) {
    try attempt("write the audit trail") { try trail.auditAccount(action, by: actor, reason: reason) }
  }
}

extension AccountStore {
  func record(_ key: Data, _ db: Database) throws -> AccountRecord? {
    let sealed = try Data.fetchOne(db, sql: "SELECT record FROM account WHERE key = ?", arguments: [key])
    return try sealed.map { try secrets.open($0, on: "account", key) }
  }

  func save(_ record: AccountRecord, _ db: Database) throws {
    let key = secrets.account(record.address)
    try db.execute(
      sql: "INSERT INTO account (key, record) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET record = ?2",
      arguments: [key, try secrets.seal(record, on: "account", key)])
  }

  /// Changes an account within one transaction.
  /// - Throws: `notFound`.
  func change<T>(
    _ address: String, _ doing: String, _ body: (inout AccountRecord, Data, Database) throws -> T
  ) throws(AccountsError) -> T {
    let key = secrets.account(address)
    return try attempt(doing) {
      try database.write { db in
        guard var record = try self.record(key, db) else { throw Self.notFound }
        let before = record
        let result = try body(&record, key, db)
        if record != before { try self.save(record, db) }
        return result
      }
    }
  }

  static let notFound = AccountsError(
    .notFound, "there is no account of this address", remedy: "see 'postern account list'")
}
