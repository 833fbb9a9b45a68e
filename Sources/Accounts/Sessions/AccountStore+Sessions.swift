import Configuration
import Foundation
import GRDB
import Quarantine

extension AccountStore {
  /// How exactly it is kept when a session was seen last, in seconds: not each request writes.
  private static let exactness: Int64 = 30

  /// Who holds a token; nil where the session has ended, or never was.
  /// - Parameter counts: whether this request keeps it alive; a page that looks for news by itself does not.
  public func session(_ token: String, counts: Bool = true) throws(AccountsError) -> Session? {
    guard let token = Token(token) else { return nil }
    let found = try attempt("read a session") {
      try database.read { db in try self.session(token.digest, db) }
    }
    guard let found else { return nil }
    if counts, now - found.seenAt >= Self.exactness {
      try attempt("write a session") {
        try database.write { db in
          try db.execute(
            sql: "UPDATE session SET seenAt = ? WHERE digest = ?", arguments: [self.now, token.digest])
        }
      }
    }
    return found
  }

  /// Somebody's sessions that have not ended, the latest first.
  public func sessions(of address: String) throws(AccountsError) -> [Session] {
    let key = secrets.account(address.lowercased())
    return try attempt("read sessions") {
      try database.read { db in
        let digests = try Data.fetchAll(
          db, sql: "SELECT digest FROM session WHERE account = ? ORDER BY seenAt DESC", arguments: [key])
        return try digests.compactMap { try self.session($0, db) }
      }
    }
  }

  /// Whether a grave action may be done without asking for the password again.
  public func isConfirmed(_ session: Session) -> Bool {
    (0..<Int64(settings.confirmMinutes) * 60).contains(now - session.confirmedAt)
  }

  /// Signs out.
  public func signOut(_ token: String) throws(AccountsError) {
    guard let digest = Token(token)?.digest, let session = try session(token, counts: false) else { return }
    try audit(.signedOut, by: session.address, session.browser)
    try end([digest])
  }

  /// Ends one session of somebody's.
  /// - Parameter id: as `Session.id`.
  /// - Throws: `expired` where there is none of this account.
  public func endSession(_ id: String, of address: String, by actor: String) throws(AccountsError) {
    guard try sessions(of: address).contains(where: { $0.id == id }) else { throw AccountsError.expired }
    try audit(.sessionsEnded, by: actor, Self.reason(address.lowercased(), "one"))
    try end(digests(of: address).filter { Self.id($0) == id })
  }

  /// Ends all sessions of somebody's.
  /// - Parameter token: of one that stays; nil for none.
  /// - Returns: how many ended.
  @discardableResult
  public func endSessions(
    of address: String, except token: String? = nil, by actor: String
  ) throws(AccountsError) -> Int {
    let kept = token.flatMap { Token($0)?.digest }
    let ended = try digests(of: address).filter { $0 != kept }
    guard !ended.isEmpty else { return 0 }
    try audit(.sessionsEnded, by: actor, Self.reason(address.lowercased(), "\(ended.count)"))
    try end(ended)
    return ended.count
  }

  /// Begins a session, within the transaction of what lets somebody in.
  func begin(
    _ record: inout AccountRecord, _ way: Session.Way, _ client: Client, startedAt: Int64? = nil, _ db: Database
  ) throws -> Entry {
    let (token, key) = (Token.random(), secrets.account(record.address))
    let sealed = SessionRecord(
      address: record.address, way: way, startedAt: startedAt ?? now, confirmedAt: now, browser: client.words,
      place: client.address)
    try db.execute(
      sql: "INSERT INTO session (digest, account, startedAt, seenAt, record) VALUES (?, ?, ?, ?, ?)",
      arguments: [token.digest, key, sealed.startedAt, now, try secrets.seal(sealed, on: "session", token.digest)])
    try db.execute(
      sql: "DELETE FROM session WHERE startedAt < ? OR seenAt < ?", arguments: [now - longest, now - idle])
    record.signedInAt = now
    // Only a token that this account was given counts for it: one that somebody planted in this browser does not.
    var tokens = client.tokens
    if let known = try tokens.first(where: { try isAcquainted($0.digest, key, db) }) {
      try acquaint(known.digest, key, db)
    } else {
      let fresh = Token.random()
      tokens = tokens.suffix(Client.mostTokens - 1) + [fresh]
      try acquaint(fresh.digest, key, db)
    }
    try acquaint(networkDigest(record.address, client.network), key, db)
    return Entry(
      token: token.text, browser: tokens.map(\.text).joined(separator: "."),
      session: shown(sealed, record, token.digest, seenAt: now))
  }

  private var idle: Int64 { Int64(settings.idleMinutes) * 60 }
  private var longest: Int64 { Int64(settings.sessionHours) * 3_600 }

  /// One that has not ended, of an account that may sign in.
  func session(_ digest: Data, _ db: Database) throws -> Session? {
    guard
      let row = try Row.fetchOne(
        db, sql: "SELECT account, seenAt, record FROM session WHERE digest = ?", arguments: [digest])
    else { return nil }
    let sealed = try secrets.open(row["record"], as: SessionRecord.self, on: "session", digest)
    let seenAt: Int64 = row["seenAt"]
    // What the sealed part says counts. A clock that was turned back ends nothing early.
    guard now - sealed.startedAt < longest, now - seenAt < idle, secrets.account(sealed.address) == row["account"],
      let record = try record(row["account"], db), record.disabledAt == nil
    else { return nil }
    return shown(sealed, record, digest, seenAt: seenAt)
  }

  private func shown(_ sealed: SessionRecord, _ record: AccountRecord, _ digest: Data, seenAt: Int64) -> Session {
    Session(
      id: Self.id(digest), address: record.address, name: record.name, isAdministrator: record.isAdministrator,
      way: sealed.way, startedAt: sealed.startedAt, seenAt: seenAt, confirmedAt: sealed.confirmedAt,
      browser: sealed.browser, place: sealed.place, formToken: secrets.formToken(digest))
  }

  /// Within the transaction of what somebody does who was signed in when they began: the session may have been ended since.
  /// - Throws: `signedOut`.
  @discardableResult
  func stillSignedIn(_ digest: Data?, _ db: Database) throws -> Session {
    guard let session = try digest.flatMap({ try session($0, db) }) else { throw AccountsError.signedOut }
    return session
  }

  private func digests(of address: String) throws(AccountsError) -> [Data] {
    let key = secrets.account(address.lowercased())
    return try attempt("read sessions") {
      try database.read { db in
        try Data.fetchAll(db, sql: "SELECT digest FROM session WHERE account = ?", arguments: [key])
      }
    }
  }

  private func end(_ digests: [Data]) throws(AccountsError) {
    try attempt("end a session") {
      try database.write { db in
        for digest in digests { try db.execute(sql: "DELETE FROM session WHERE digest = ?", arguments: [digest]) }
      }
    }
  }

  static func id(_ digest: Data) -> String {
    digest.prefix(8).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
