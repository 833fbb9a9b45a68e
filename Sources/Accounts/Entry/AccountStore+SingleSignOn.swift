import Crypto
import Foundation
import GRDB
import Quarantine
public import SingleSignOn

extension AccountStore {
  /// Signs in whom the school's provider vouches for. It gives no right but that: roles come from the configuration.
  ///
  /// An address of the school needs no invitation. The account at the provider is remembered at the first sign-in, so that
  /// an address that is given to somebody new does not open what was its predecessor's.
  /// - Throws: `stranger`, `otherPerson`, `refused` for a disabled account.
  public func signIn(_ person: SignedOnPerson, from client: Client) throws(AccountsError) -> Entry {
    let (address, key) = (person.address, secrets.account(person.address))
    let known = try attempt("read an account") { try database.read { db in try self.record(key, db) } }
    let domain = address.split(separator: "@").last.map(String.init) ?? ""
    do throws(AccountsError) {
      guard known != nil || domains.contains(domain) else { throw AccountsError.stranger }
      guard known?.disabledAt == nil else { throw AccountsError.refused }
      guard known?.subject == nil || known?.subject == person.subject else { throw Self.otherPerson }
    } catch {
      try countRefusal()
      throw error
    }
    if known?.subject == nil { try audit(.accountOpened, by: address, "single sign-on") }
    try audit(.signedIn, by: address, "\(Session.Way.singleSignOn.rawValue), \(client.words)")
    return try attempt("sign in") {
      try database.write { db in
        var record = try self.record(key, db) ?? AccountRecord(address: address, createdAt: self.now)
        guard record.disabledAt == nil, record.subject == nil || record.subject == person.subject else {
          throw AccountsError.refused
        }
        record.subject = person.subject
        record.name = person.name ?? record.name
        try db.execute(sql: "DELETE FROM invitation WHERE account = ?", arguments: [key])
        if try self.record(key, db) == nil { try self.save(record, db) }
        let entry = try self.begin(&record, .singleSignOn, client, db)
        try self.save(record, db)
        return entry
      }
    }
  }

  /// Seals what a browser keeps in a cookie while it is at the provider.
  public func sealed(_ attempt: SignOnAttempt) throws(AccountsError) -> String {
    try Accounts.attempt("seal a sign-in") { Token.text(try self.secrets.seal(attempt, on: "attempt", Data())) }
  }

  /// - Returns: nil for what we did not seal.
  public func opened(_ cookie: String) -> SignOnAttempt? {
    guard cookie.utf8.count < 4_096 else { return nil }
    return Token.bytes(cookie).flatMap {
      try? secrets.open($0, as: SignOnAttempt.self, on: "attempt", Data())
    }
  }
}
