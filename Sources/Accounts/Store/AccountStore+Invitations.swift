import Foundation
import GRDB
import Quarantine

/// A one-time code by which somebody opens their account.
public struct Invitation: Hashable, Sendable {
  /// To be typed or read out: 120 random bits. Only its hash is kept, so that it is shown once.
  public let code: String
  /// Unix time in seconds.
  public let expiresAt: Int64

  /// A week, in seconds.
  static let life: Int64 = 7 * 86_400
  /// Who prints it sits at the server, and uses it at once: a day, in seconds.
  static let firstLife: Int64 = 86_400
  static let groups = 6
}

extension AccountStore {
  /// Makes an account for an address, or a new code for one that was never opened.
  /// - Throws: `exists` where somebody uses it already; `noAddress`.
  public func invite(
    _ address: String, name: String? = nil, isAdministrator: Bool = false, by actor: String
  ) throws(AccountsError) -> Invitation {
    let address = try Self.checked(address)
    try checkUnopened(address)
    try audit(isAdministrator ? .administratorMade : .accountInvited, by: actor, address)
    return try made(address, name, isAdministrator, life: Invitation.life)
  }

  /// Makes the administrator that a new console needs.
  /// - Parameter another: there may be one already, who cannot be reached.
  /// - Throws: `administratorExists`; `exists` where somebody uses the account already; `noAddress`.
  public func inviteFirstAdministrator(
    _ address: String, another: Bool = false, by actor: String
  ) throws(AccountsError) -> Invitation {
    let address = try Self.checked(address)
    let others = try accounts().filter { $0.isAdministrator && $0.address != address && !$0.isDisabled }
    guard another || !others.contains(where: { $0.hasPassword || $0.usesSingleSignOn }) else {
      throw AccountsError(
        .administratorExists, "there is an administrator already",
        remedy: "have them invite you, or say --another where they cannot be reached; both stand on the audit trail")
    }
    try checkUnopened(address)
    try audit(.administratorMade, by: actor, address)
    return try made(address, nil, true, life: Invitation.firstLife)
  }

  /// Makes an account an administrator's, or no longer.
  /// - Throws: `notFound`.
  public func setAdministrator(_ address: String, _ isAdministrator: Bool, by actor: String) throws(AccountsError) {
    let address = try existing(address)
    try audit(isAdministrator ? .administratorMade : .administratorEnded, by: actor, address)
    try change(address, "change an account") { record, _, _ in record.isAdministrator = isAdministrator }
  }

  /// Whom a code invites; nil for one that is wrong, used or too old.
  public func invited(by code: String) throws(AccountsError) -> Account? {
    guard let digest = TypedCode(code, groups: Invitation.groups)?.digest else { return nil }
    return try attempt("read an invitation") {
      try database.read { db in
        guard let found = try self.invitation(digest, db) else { return nil }
        return try self.record(found.account, db)?.shown(invitedUntil: found.expiresAt)
      }
    }
  }

  /// Within the transaction of what it is for.
  func invite(_ account: Data, life: Int64, _ db: Database) throws -> Invitation {
    let code = TypedCode.random(groups: Invitation.groups)
    let expiresAt = now + life
    try db.execute(sql: "DELETE FROM invitation WHERE account = ?", arguments: [account])
    try db.execute(
      sql: "INSERT INTO invitation (digest, account, expiresAt, record) VALUES (?, ?, ?, ?)",
      arguments: [
        code.digest, account, expiresAt,
        try secrets.seal(InvitationRecord(account: account, expiresAt: expiresAt), on: "invitation", code.digest),
      ])
    return Invitation(code: code.text, expiresAt: expiresAt)
  }

  /// One that still serves. What the sealed part says counts, so that no row can be made without the key.
  func invitation(_ digest: Data, _ db: Database) throws -> InvitationRecord? {
    let sealed = try Data.fetchOne(db, sql: "SELECT record FROM invitation WHERE digest = ?", arguments: [digest])
    let record = try sealed.map { try secrets.open($0, as: InvitationRecord.self, on: "invitation", digest) }
    return record.flatMap { $0.expiresAt > now ? $0 : nil }
  }

  /// - Throws: `exists` for an account that somebody uses, or that is disabled: a code would open neither.
  private func checkUnopened(_ address: String) throws(AccountsError) {
    guard let known = try account(address), known.hasPassword || known.usesSingleSignOn || known.isDisabled else {
      return
    }
    throw AccountsError(
      .exists, "there is an account of this address already",
      remedy: "use 'reset' for somebody who cannot sign in any more, or 'enable'")
  }

  private func made(
    _ address: String, _ name: String?, _ isAdministrator: Bool, life: Int64
  ) throws(AccountsError) -> Invitation {
    let key = secrets.account(address)
    return try attempt("make an account") {
      try database.write { db in
        var record = try self.record(key, db) ?? AccountRecord(address: address, createdAt: self.now)
        record.name = name ?? record.name
        record.isAdministrator = record.isAdministrator || isAdministrator
        try self.save(record, db)
        return try self.invite(key, life: life, db)
      }
    }
  }

  static func checked(_ address: String) throws(AccountsError) -> String {
    guard let address = MailAddress.read(address) else {
      throw AccountsError(.noAddress, "that is no e-mail address", remedy: "write it like j.patel@school.example")
    }
    return address
  }
}

/// What is sealed of an invitation.
struct InvitationRecord: Codable {
  var account: Data
  var expiresAt: Int64
}
