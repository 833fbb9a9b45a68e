import Crypto
import Foundation
import Quarantine

/// The keys of the accounts, each for one purpose (HKDF, RFC 5869).
struct AccountSecrets: Sendable {
  private let records: SymmetricKey
  private let digests: SymmetricKey
  private let forms: SymmetricKey

  init(_ key: SymmetricKey) {
    func derived(_ purpose: String) -> SymmetricKey {
      HKDF<SHA256>.deriveKey(
        inputKeyMaterial: key, info: Data("postern 1 accounts \(purpose)".utf8), outputByteCount: 32)
    }
    (records, digests, forms) = (derived("records"), derived("digests"), derived("forms"))
  }

  /// By which an account is found.
  func account(_ address: String) -> Data { digest("account", address) }

  /// With their lengths, so that no two lists of fields read alike.
  func digest(_ fields: String...) -> Data { code(digests, fields) }

  /// What stands in each form of a session's pages, and cannot be had from outside it (OWASP, Cross-Site Request Forgery
  /// Prevention: synchroniser token).
  func formToken(_ session: Data) -> String { Token.text(code(forms, [session.base64EncodedString()])) }

  /// - Parameters:
  ///   - place: what the seal is bound to; nothing can be moved to another place.
  func seal(_ record: some Encodable, on place: String, _ key: Data) throws -> Data {
    try AES.GCM.seal(JSONEncoder().encode(record), using: records, authenticating: Self.bound(place, key)).combined
      ?? Data()
  }

  func open<Record: Decodable>(_ sealed: Data, as type: Record.Type = Record.self, on place: String, _ key: Data) throws
    -> Record
  {
    let box = try AES.GCM.SealedBox(combined: sealed)
    return try JSONDecoder().decode(
      type, from: AES.GCM.open(box, using: records, authenticating: Self.bound(place, key)))
  }

  private func code(_ key: SymmetricKey, _ fields: [String]) -> Data {
    var code = HMAC<SHA256>(key: key)
    for field in fields { code.update(data: Data("\(field.utf8.count):\(field)".utf8)) }
    return Data(code.finalize())
  }

  private static func bound(_ place: String, _ key: Data) -> Data { Data("\(place) ".utf8) + key }
}
