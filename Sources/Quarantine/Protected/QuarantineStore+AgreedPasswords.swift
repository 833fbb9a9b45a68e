import Crypto
import Foundation
import GRDB
import Policy
public import Protection

/// A password that the school has agreed on with somebody, without the words.
public struct AgreedPassword: Hashable, Sendable {
  /// In the form in which addresses are compared; "@partner.example" for all of a domain.
  public var address: String
  /// Unix time in seconds.
  public var setAt: Int64
}

extension QuarantineStore {
  /// Keeps a password for an address, in place of a former one; what has gone under that opens with it still.
  /// - Parameters:
  ///   - address: of a recipient, or "@" and a domain for all of it.
  ///   - actor: who has agreed on it; goes on the audit trail.
  public func agree(on password: Password, for address: String, by actor: String) throws(QuarantineError) {
    let name = Self.agreedName(address)
    try attempt("keep an agreed password") {
      let sealed = try AgreedRecord(address: name, words: password.words).sealed(by: self.secrets.agreed)
      try database.write { db in
        try db.execute(
          sql: "INSERT OR REPLACE INTO agreedPassword (recipient, setAt, sealed) VALUES (?, ?, ?)",
          arguments: [self.agreedKey(name), self.now(), sealed])
        try self.append(.passwordAgreed, of: nil, by: actor, reason: name, db)
      }
    }
  }

  /// Forgets the password of an address.
  /// - Returns: false where there is none.
  public func forgetAgreed(for address: String, by actor: String) throws(QuarantineError) -> Bool {
    let name = Self.agreedName(address)
    return try attempt("forget an agreed password") {
      try database.write { db in
        try db.execute(sql: "DELETE FROM agreedPassword WHERE recipient = ?", arguments: [self.agreedKey(name)])
        guard db.changesCount == 1 else { return false }
        try self.append(.agreementForgotten, of: nil, by: actor, reason: name, db)
        return true
      }
    }
  }

  /// With whom there is one, sorted by address; never the words.
  public func agreedPasswords() throws(QuarantineError) -> [AgreedPassword] {
    try attempt("list agreed passwords") {
      try database.read { db in
        try Row.fetchAll(db, sql: "SELECT setAt, sealed FROM agreedPassword").map { row in
          let record = try AgreedRecord(opening: row["sealed"], by: self.secrets.agreed)
          return AgreedPassword(address: record.address, setAt: row["setAt"])
        }
      }
    }.sorted { $0.address < $1.address }
  }

  /// The password for an address: its own, else its domain's; nil for none.
  public func agreedPassword(for address: String) throws(QuarantineError) -> Password? {
    let own = Self.agreedName(address)
    let domain = own.lastIndex(of: "@").map { String(own[$0...]) } ?? own
    let sealed = try attempt("look for an agreed password") {
      try database.read { db -> Data? in
        for name in [own, domain] {
          let found = try Data.fetchOne(
            db, sql: "SELECT sealed FROM agreedPassword WHERE recipient = ?", arguments: [self.agreedKey(name)])
          if let found { return found }
        }
        return nil
      }
    }
    return try sealed.map { sealed throws(QuarantineError) in
      try attempt("open an agreed password") {
        try Password(AgreedRecord(opening: sealed, by: self.secrets.agreed).words)
      }
    }
  }

  /// The one password that all of these share; nil where one has none, or another.
  public func agreedPassword(forAll addresses: [String]) throws(QuarantineError) -> Password? {
    guard let first = addresses.first, let password = try agreedPassword(for: first) else { return nil }
    for address in addresses.dropFirst() {
      guard try agreedPassword(for: address) == password else { return nil }
    }
    return password
  }

  private static func agreedName(_ address: String) -> String {
    address.hasPrefix("@") ? address.lowercased() : Audience.comparable(address)
  }

  private func agreedKey(_ name: String) -> Data {
    Data(HMAC<SHA256>.authenticationCode(for: Data("recipient \(name)".utf8), using: secrets.agreed))
  }
}

enum AgreedTables {
  static let sql = """
    CREATE TABLE agreedPassword (
      recipient BLOB NOT NULL PRIMARY KEY,
      setAt INTEGER NOT NULL,
      sealed BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    """
}

private struct AgreedRecord: Codable {
  var address: String
  var words: String

  init(address: String, words: String) {
    self.address = address
    self.words = words
  }

  init(opening sealed: Data, by key: SymmetricKey) throws {
    let box = try AES.GCM.SealedBox(combined: sealed)
    self = try JSONDecoder().decode(Self.self, from: AES.GCM.open(box, using: key, authenticating: Self.place))
  }

  func sealed(by key: SymmetricKey) throws -> Data {
    try AES.GCM.seal(JSONEncoder().encode(self), using: key, authenticating: Self.place).combined ?? Data()
  }

  private static let place = Data("agreed password".utf8)
}
