import Foundation
import GRDB
import Quarantine

/// What is sealed between two pages of signing in: of somebody who has given the password, or an invitation, and has to do
/// one thing more. It is no session, and opens nothing else.
struct TicketRecord: Codable {
  enum Kind: String, Codable {
    /// The code of the second factor is asked for.
    case code
    /// A second factor is being set up.
    case enrolment
  }

  var kind: Kind
  var account: Data
  var expiresAt: Int64
  /// To be the password once all is done; nil where it stays as it is.
  var passwordHash: String?
  /// The invitation that is used up by it.
  var invitation: Data?
  /// Being set up.
  var totp: TOTPState?
  /// The session that goes on afterwards; nil where one begins.
  var session: Data?
}

extension AccountStore {
  /// In seconds.
  static let ticketLife: Int64 = 900
  /// So many wrong codes end it.
  private static let mostFailures = 5

  func issue(_ record: TicketRecord, _ db: Database) throws -> String {
    let token = Token.random()
    try db.execute(sql: "DELETE FROM ticket WHERE expiresAt < ?", arguments: [now])
    try db.execute(
      sql: "INSERT INTO ticket (digest, account, expiresAt, record) VALUES (?, ?, ?, ?)",
      arguments: [
        token.digest, record.account, record.expiresAt, try secrets.seal(record, on: "ticket", token.digest),
      ])
    return token.text
  }

  /// - Throws: `expired` where it is none of this kind, too old, or had too many wrong codes.
  func ticket(_ text: String, _ kind: TicketRecord.Kind, _ db: Database) throws -> (digest: Data, record: TicketRecord)
  {
    guard let digest = Token(text)?.digest,
      let row = try Row.fetchOne(db, sql: "SELECT failures, record FROM ticket WHERE digest = ?", arguments: [digest])
    else { throw AccountsError.expired }
    let record = try secrets.open(row["record"], as: TicketRecord.self, on: "ticket", digest)
    guard record.kind == kind, record.expiresAt > now, Self.mostFailures > row["failures"] else {
      throw AccountsError.expired
    }
    return (digest, record)
  }

  func countFailure(_ ticket: Data, _ db: Database) throws {
    try db.execute(sql: "UPDATE ticket SET failures = failures + 1 WHERE digest = ?", arguments: [ticket])
  }

  func use(_ ticket: Data, _ db: Database) throws {
    try db.execute(sql: "DELETE FROM ticket WHERE digest = ?", arguments: [ticket])
  }
}
