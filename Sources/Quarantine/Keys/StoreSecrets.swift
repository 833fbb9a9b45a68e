import Crypto
import Foundation
import GRDB

/// What a store keeps secret besides the keys of messages: random, wrapped by the master key in the database of keys, and
/// the same after a rotation, since a digest of an address that was shredded cannot be made anew.
struct StoreSecrets: Sendable {
  /// By it a state folder knows its own database of keys: sixteen hexadecimal digits.
  let id: String
  /// Keyed digests for telling "the same message again" (D21).
  let repeats: SymmetricKey
  /// Keyed digests of senders' addresses, for counting notices; begun with its key, which costs more than an address does.
  let senderCode: HMAC<SHA256>
  /// Keyed digests of those who may not know of a message (D17).
  let readers: SymmetricKey
  /// Keyed digests of senders' domains, by which a message's school is known.
  let schools: SymmetricKey
  /// Keyed digests of a sender, an address and a pupil: whose parent somebody has checked an address to be.
  let parents: SymmetricKey
  /// Tells one effect from another in the outbox.
  let purposes: SymmetricKey
  /// Seals the breach register.
  let breaches: SymmetricKey
  /// Seals agreed passwords, and digests of those with whom they are agreed.
  let agreed: SymmetricKey
  /// Seals what is kept of bypasses.
  let bypasses: SymmetricKey
  /// Signs the heads of the audit chains (Ed25519, RFC 8032).
  let signing: Curve25519.Signing.PrivateKey

  private static let digests = "digests"
  private static let audit = "audit signing"

  /// Reads them, or makes them where there are none.
  init(_ keyDatabase: DatabaseQueue, _ keys: KeyShelf) throws {
    let (digests, seed) = try keyDatabase.write { db in
      (try Self.secret(Self.digests, db, keys), try Self.secret(Self.audit, db, keys))
    }
    let key = SymmetricKey(data: digests)
    id = key.derived("store id").withUnsafeBytes { $0.prefix(8).map { hexadecimal($0) }.joined() }
    repeats = key.derived("same message again")
    senderCode = HMAC(key: key.derived("count notices"))
    readers = key.derived("hidden from")
    schools = key.derived("schools")
    parents = key.derived("checked parents")
    purposes = key.derived("purposes")
    breaches = key.derived("breach register")
    agreed = key.derived("agreed passwords")
    bypasses = key.derived("bypasses")
    signing = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
  }

  /// Of all digests here, in bytes.
  static let digestLength = 32

  func reader(_ address: String) -> Data {
    Data(HMAC<SHA256>.authenticationCode(for: Data(address.lowercased().utf8), using: readers))
  }

  func school(_ domain: String) -> Data {
    Data(HMAC<SHA256>.authenticationCode(for: Data(domain.lowercased().utf8), using: schools))
  }

  static func binding(_ name: String) -> String { "secret \(name)" }

  /// The secret of a name; nil where there is none.
  static func known(_ name: String, _ db: Database, _ keys: KeyShelf) throws -> Data? {
    let row = try WrappedKey.fetchOne(
      db, sql: "SELECT algorithm, keyID, '' AS cabinets, wrapped FROM secret WHERE name = ?", arguments: [name])
    return try row.map { try $0.open(with: keys.key($0.keyID), bound: binding(name)) }
  }

  /// The same, made where there is none.
  static func secret(_ name: String, _ db: Database, _ keys: KeyShelf) throws -> Data {
    if let known = try known(name, db, keys) { return known }
    let fresh = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    let row = try WrappedKey(fresh, cabinets: "", by: KeyInUse.read(db, keys), bound: binding(name))
    try db.execute(
      sql: "INSERT INTO secret (name, algorithm, keyID, wrapped) VALUES (?, ?, ?, ?)",
      arguments: [name, row.algorithm, row.keyID, row.wrapped])
    return fresh
  }
}
