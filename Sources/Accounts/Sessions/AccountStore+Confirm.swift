import Foundation
import GRDB
import Quarantine
public import SingleSignOn

extension AccountStore {
  /// Somebody who is signed in shows once more that it is them, before a grave action.
  /// - Returns: a session with a new token, which takes the place of the one that was given.
  /// - Throws: `refused`, `wait`, `signedOut`, `noPassword`.
  public func confirm(_ session: String, password: String, from client: Client) throws(AccountsError) -> Entry {
    let known = try signedIn(session)
    try checkPassword(password, of: known.address, client)
    return try replace(session, known, client)
  }

  /// The same by the school's provider.
  /// - Throws: `otherPerson` where somebody else signed in there.
  public func confirm(_ session: String, _ person: SignedOnPerson, from client: Client) throws(AccountsError) -> Entry {
    let known = try signedIn(session)
    let key = secrets.account(known.address)
    let record = try attempt("read an account") { try database.read { db in try self.record(key, db) } }
    guard let record, record.subject == person.subject else { throw Self.otherPerson }
    return try replace(session, known, client)
  }

  /// Changes one's own password; all other sessions end.
  /// - Returns: a session with a new token, which takes the place of the one that was given.
  public func changePassword(
    _ session: String, old: String, new: String, from client: Client
  ) throws(AccountsError) -> Entry {
    let known = try signedIn(session)
    try checkPassword(old, of: known.address, client)
    try rules.check(new, for: known.address)
    let hash = try passwords.hash(new)
    try audit(.passwordChanged, by: known.address, client.words)
    return try change(known.address, "change a password") { record, key, db in
      try self.stillSignedIn(Token(session)?.digest, db)
      record.passwordHash = hash
      for table in ["session", "ticket"] {
        try db.execute(sql: "DELETE FROM \(table) WHERE account = ?", arguments: [key])
      }
      return try self.begin(&record, known.way, client, startedAt: known.startedAt, db)
    }
  }

  /// Ten new recovery codes; those from before do not serve any more.
  /// - Parameter session: of somebody who has shown lately that it is them (`isConfirmed`).
  public func newRecoveryCodes(_ session: String) throws(AccountsError) -> [String] {
    let known = try signedIn(session)
    try audit(.recoveryCodesMade, by: known.address, known.browser)
    return try change(known.address, "make recovery codes") { record, _, db in
      try self.stillSignedIn(Token(session)?.digest, db)
      guard record.totp != nil else { throw Self.noPassword }
      let made = RecoveryCodes.make(self.secrets)
      record.recoveryCodes = made.digests
      return made.printed
    }
  }

  private func signedIn(_ session: String) throws(AccountsError) -> Session {
    guard let known = try self.session(session) else { throw AccountsError.signedOut }
    return known
  }

  private func checkPassword(_ password: String, of address: String, _ client: Client) throws(AccountsError) {
    let budgets = try budgets(address, client)
    try draw(budgets)
    let key = secrets.account(address)
    let record = try attempt("read an account") { try database.read { db in try self.record(key, db) } }
    guard let hash = record?.passwordHash else { throw Self.noPassword }
    guard password.utf8.count <= 4_096,
      try passwords.matches(password, hash, budgets.isKnownBrowser ? .known : .stranger)
    else {
      try countRefusal()
      throw AccountsError.refused
    }
    try giveBack(budgets)
  }

  private func replace(_ session: String, _ known: Session, _ client: Client) throws(AccountsError) -> Entry {
    try audit(.identityConfirmed, by: known.address, client.words)
    return try change(known.address, "confirm a session") { record, _, db in
      let digest = Token(session)?.digest
      try self.stillSignedIn(digest, db)
      try db.execute(sql: "DELETE FROM session WHERE digest = ?", arguments: [digest])
      return try self.begin(&record, known.way, client, startedAt: known.startedAt, db)
    }
  }

  static let otherPerson = AccountsError(
    .otherPerson, "another account at the school's provider belongs to this address",
    remedy: "if the address was given to somebody new, an administrator resets the account")
}
