import Configuration
import Foundation
import GRDB
import Quarantine

/// A second factor that is being set up.
public struct Enrolment: Sendable, Hashable {
  /// Goes with the form.
  public var ticket: String
  /// Whose account; lower case.
  public var address: String
  /// For typing, in Base32.
  public var secret: String
  /// For a QR code: "otpauth://totp/…".
  public var appAddress: String
  /// Else it may be left for later.
  public var isRequired: Bool
}

/// What somebody gets at its end.
public struct Enrolled: Sendable, Hashable {
  public var entry: Entry
  /// To be shown once, for printing; empty where no second factor was set up.
  public var recoveryCodes: [String]
}

extension AccountStore {
  /// Takes an invitation up with a new password.
  /// - Throws: `expired`, `weakPassword`, `passwordsOff`.
  public func accept(_ code: String, password: String) throws(AccountsError) -> Enrolment {
    guard let account = try invited(by: code), let digest = TypedCode(code, groups: Invitation.groups)?.digest,
      !account.isDisabled
    else { throw AccountsError.expired }
    guard settings.passwords || account.isAdministrator else {
      throw AccountsError(
        .passwordsOff, "passwords are switched off here", remedy: "sign in with the school's account")
    }
    try rules.check(password, for: account.address)
    let hash = try passwords.hash(password)
    return try change(account.address, "take an invitation up") { record, key, db in
      let totp = TOTPState.random()
      let ticket = TicketRecord(
        kind: .enrolment, account: key, expiresAt: self.now + Self.ticketLife, passwordHash: hash, invitation: digest,
        totp: totp)
      return self.enrolment(try self.issue(ticket, db), totp, record, isRequired: self.needsSecondFactor(record))
    }
  }

  /// Sets a second factor up, or another in its place.
  /// - Parameter session: of somebody who is signed in, and has shown it lately (`isConfirmed`).
  public func beginSecondFactor(_ session: String) throws(AccountsError) -> Enrolment {
    guard let digest = Token(session)?.digest, let known = try self.session(session) else {
      throw AccountsError.signedOut
    }
    return try change(known.address, "set a second factor up") { record, key, db in
      guard record.passwordHash != nil else { throw Self.noPassword }
      let totp = TOTPState.random()
      let ticket = TicketRecord(
        kind: .enrolment, account: key, expiresAt: self.now + Self.ticketLife, totp: totp, session: digest)
      return self.enrolment(try self.issue(ticket, db), totp, record, isRequired: true)
    }
  }

  /// What is being set up, to be shown once more.
  /// - Parameter ticket: as `Enrolment.ticket`.
  /// - Throws: `expired`.
  public func enrolment(_ ticket: String) throws(AccountsError) -> Enrolment {
    try attempt("read a ticket") {
      try database.read { db in
        let found = try self.ticket(ticket, .enrolment, db).record
        guard let totp = found.totp, let record = try self.record(found.account, db), record.disabledAt == nil else {
          throw AccountsError.expired
        }
        return self.enrolment(
          ticket, totp, record, isRequired: found.passwordHash == nil || self.needsSecondFactor(record))
      }
    }
  }

  /// Ends what `accept`, `beginSecondFactor` or a sign-in began, and signs in.
  /// - Parameter code: of the app; nil for no second factor, where that is allowed.
  /// - Throws: `refused` for a wrong code, `expired`.
  public func finish(
    _ enrolment: String, code: String?, from client: Client
  ) throws(AccountsError) -> Enrolled {
    let (digest, ticket, known) = try attempt("read a ticket") {
      try database.read { db -> (Data, TicketRecord, AccountRecord) in
        let found = try self.ticket(enrolment, .enrolment, db)
        guard let record = try self.record(found.record.account, db), record.disabledAt == nil else {
          throw AccountsError.expired
        }
        return (found.digest, found.record, record)
      }
    }
    var totp = code == nil ? nil : ticket.totp
    guard let code else {
      guard ticket.passwordHash != nil, !needsSecondFactor(known) else { throw AccountsError.refused }
      return try complete(digest, ticket, known.address, nil, client)
    }
    guard totp?.take(code, at: now) == true else {
      try attempt("count a try") { try database.write { db in try self.countFailure(digest, db) } }
      throw AccountsError.refused
    }
    return try complete(digest, ticket, known.address, totp, client)
  }

  private func complete(
    _ digest: Data, _ ticket: TicketRecord, _ address: String, _ totp: TOTPState?, _ client: Client
  ) throws(AccountsError) -> Enrolled {
    let way = totp == nil ? Session.Way.password : .passwordAndCode
    if ticket.passwordHash != nil { try audit(.accountOpened, by: address, client.words) }
    if totp != nil { try audit(.secondFactorSet, by: address, client.words) }
    if ticket.session == nil { try audit(.signedIn, by: address, "\(way.rawValue), \(client.words)") }
    return try change(address, "end an enrolment") { record, key, db in
      // Two pages at once: the first one counts.
      guard
        try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM ticket WHERE digest = ?)", arguments: [digest])
          == true
      else { throw AccountsError.expired }
      if let invitation = ticket.invitation {
        guard try self.invitation(invitation, db)?.account == key else { throw AccountsError.expired }
        try db.execute(sql: "DELETE FROM invitation WHERE digest = ?", arguments: [invitation])
      }
      if let hash = ticket.passwordHash { record.passwordHash = hash }
      var codes: [String] = []
      if let totp {
        record.totp = totp
        (codes, record.recoveryCodes) = RecoveryCodes.make(self.secrets)
      }
      // Whoever was signed in, or on the way, with what stood before has to begin anew.
      let startedAt = try ticket.session.flatMap {
        try Int64.fetchOne(db, sql: "SELECT startedAt FROM session WHERE digest = ?", arguments: [$0])
      }
      for table in ["session", "ticket"] {
        try db.execute(sql: "DELETE FROM \(table) WHERE account = ?", arguments: [key])
      }
      return Enrolled(entry: try self.begin(&record, way, client, startedAt: startedAt, db), recoveryCodes: codes)
    }
  }

  func enrolment(_ ticket: String, _ totp: TOTPState, _ record: AccountRecord, isRequired: Bool) -> Enrolment {
    Enrolment(
      ticket: ticket, address: record.address, secret: Base32.encode(totp.secret),
      appAddress: TOTP.address(totp.secret, account: record.address, issuer: issuer), isRequired: isRequired)
  }

  static let noPassword = AccountsError(
    .noPassword, "this account has no password here: the school's provider signs it in",
    remedy: "sign in with the school's account")
}
