import Configuration
import Foundation
import GRDB
import Quarantine

/// What comes after a right password.
public enum SignInStep: Sendable, Hashable {
  case signedIn(Entry)
  /// Ask for the code of the authenticator app, or for a recovery code; the ticket goes with the form.
  case codeNeeded(ticket: String)
  /// This person needs a second factor, and has none yet.
  case enrolmentNeeded(Enrolment)
}

extension AccountStore {
  /// Signs in with a password. It takes as long, and says the same, for an account that is not there, is disabled, or has
  /// no password (OWASP, Authentication Cheat Sheet: generic messages).
  /// - Throws: `AccountsError` of kind `refused`, `wait`, `busy`, `passwordsOff`.
  public func signIn(_ address: String, password: String, from client: Client) throws(AccountsError) -> SignInStep {
    let address = MailAddress.read(address) ?? ""
    guard password.utf8.count <= 4_096 else { throw AccountsError.refused }
    let budgets = try budgets(address, client)
    try draw(budgets)
    let key = secrets.account(address)
    let record = try attempt("read an account") { try database.read { db in try self.record(key, db) } }
    let isRight = try passwords.matches(
      password, record?.disabledAt == nil ? record?.passwordHash : nil, budgets.isKnownBrowser ? .known : .stranger)
    guard isRight, let record, var hash = record.passwordHash else {
      try countRefusal()
      throw AccountsError.refused
    }
    // Only now: a stranger learns nothing of who is an administrator.
    guard settings.passwords || record.isAdministrator else {
      throw AccountsError(
        .passwordsOff, "passwords are switched off here", remedy: "sign in with the school's account")
    }
    if passwords.isOutdated(hash) { hash = try rehash(address, password, from: hash) }
    guard record.totp != nil || needsSecondFactor(record) else {
      try giveBack(budgets)
      return .signedIn(try enter(address, .password, hash, client))
    }
    // The tries are given back once the code is right, too.
    let step = try change(address, "sign in") { record, key, db -> SignInStep in
      guard record.passwordHash == hash, record.disabledAt == nil else {
        throw AccountsError.refused
      }
      var ticket = TicketRecord(kind: .code, account: key, expiresAt: self.now + Self.ticketLife)
      if record.totp != nil { return .codeNeeded(ticket: try self.issue(ticket, db)) }
      let totp = TOTPState.random()
      (ticket.kind, ticket.totp) = (.enrolment, totp)
      return .enrolmentNeeded(self.enrolment(try self.issue(ticket, db), totp, record, isRequired: true))
    }
    try giveBack(budgets)
    return step
  }

  /// Signs in with the code of the second factor, or with a recovery code.
  /// - Parameter ticket: of `codeNeeded`.
  /// - Throws: `refused` for a wrong code, `expired` where the password is asked for again, `wait`.
  public func signIn(ticket: String, code: String, from client: Client) throws(AccountsError) -> Entry {
    let known = try attempt("read a ticket") {
      try database.read { db -> AccountRecord in
        let found = try self.ticket(ticket, .code, db)
        guard let record = try self.record(found.record.account, db), record.disabledAt == nil else {
          throw AccountsError.expired
        }
        return record
      }
    }
    let budgets = try budgets(known.address, client, forCodes: true)
    try draw(budgets)
    // The line comes first (all that is done stands on the trail), and tells of one who is as good as in.
    var trial = known
    guard let way = take(code, &trial) else {
      try attempt("count a try") {
        try database.write { db in try self.countFailure(self.ticket(ticket, .code, db).digest, db) }
      }
      try countRefusal()
      throw AccountsError.refused
    }
    try audit(.signedIn, by: known.address, "\(way.rawValue), \(client.words)")
    if way == .passwordAndRecoveryCode {
      try audit(.recoveryCodeUsed, by: known.address, "\(trial.recoveryCodes.count) left")
    }
    let entry = try change(known.address, "sign in") { record, _, db -> Entry in
      let found = try self.ticket(ticket, .code, db)
      // Somebody may have used this very code in the meantime.
      guard record.disabledAt == nil, let way = self.take(code, &record) else { throw AccountsError.refused }
      try self.use(found.digest, db)
      return try self.begin(&record, way, client, db)
    }
    try giveBack(budgets)
    return entry
  }

  /// Uses a code of the app, or one of those on paper, up.
  func take(_ code: String, _ record: inout AccountRecord) -> Session.Way? {
    guard var totp = record.totp else { return nil }
    if totp.take(code, at: now) {
      record.totp = totp
      return .passwordAndCode
    }
    return RecoveryCodes.take(code, of: &record.recoveryCodes, secrets) ? .passwordAndRecoveryCode : nil
  }

  /// - Parameter hash: the one that the password was right for.
  private func enter(
    _ address: String, _ way: Session.Way, _ hash: String, _ client: Client
  ) throws(AccountsError) -> Entry {
    try audit(.signedIn, by: address, "\(way.rawValue), \(client.words)")
    return try change(address, "sign in") { record, _, db in
      guard record.passwordHash == hash, record.disabledAt == nil else {
        throw AccountsError.refused
      }
      return try self.begin(&record, way, client, db)
    }
  }

  /// The cost has risen since this password was set: now that it is here, it is hashed anew.
  /// - Returns: the hash that stands now.
  private func rehash(_ address: String, _ password: String, from old: String) throws(AccountsError) -> String {
    let fresh = try passwords.hash(password)
    return try change(address, "hash a password anew") { record, _, _ in
      guard record.passwordHash == old else { throw AccountsError.refused }
      record.passwordHash = fresh
      return fresh
    }
  }
}
