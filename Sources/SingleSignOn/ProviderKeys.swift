import Foundation
import JWTKit

/// The keys that a provider signs with now (RFC 7517).
struct ProviderKeys: Sendable {
  private let byID: [String: JWK]

  /// Keys that are for something else, or of a kind that is not known here, are left out.
  init(_ data: Data) throws(SignOnError) {
    guard let set = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let entries = set["keys"] as? [[String: Any]]
    else { throw SignOnError.unavailable("does not show its keys") }
    var byID: [String: JWK] = [:]
    for entry in entries.prefix(100) where entry["use"] as? String ?? "sig" == "sig" {
      guard let text = try? JSONSerialization.data(withJSONObject: entry),
        let key = try? JSONDecoder().decode(JWK.self, from: text)
      else { continue }
      byID[key.keyIdentifier?.string ?? ""] = key
    }
    self.byID = byID
  }

  /// What is signed with a public key alone: an algorithm that signs with a secret, or with nothing, would take our own
  /// client secret, or anything, for the provider's word (RFC 8725 §3.1).
  static let algorithms: Set = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
  ]

  /// Which key a token names, and whether it is here.
  func key(of token: String) throws(SignOnError) -> JWK? {
    guard let header = try? DefaultJWTParser().header(of: token) else { throw SignOnError.untrue(.form) }
    guard let algorithm = header.alg, Self.algorithms.contains(algorithm) else { throw SignOnError.untrue(.algorithm) }
    let found = header.kid.map { byID[$0] } ?? (byID.count == 1 ? byID.values.first : nil)
    guard var key = found else { return nil }
    // RFC 7517 §4.4: a key that names its algorithm serves for no other.
    if let own = key.algorithm, JWK.Algorithm(rawValue: algorithm) != own { throw SignOnError.untrue(.algorithm) }
    key.algorithm = JWK.Algorithm(rawValue: algorithm)
    key.keyIdentifier = JWKIdentifier(string: "it")
    return key
  }

  /// - Returns: nil where the key is not here: it may be new.
  func verified(_ token: String) async throws(SignOnError) -> IdentityToken? {
    guard let key = try key(of: token) else { return nil }
    do {
      return try await JWTKeyCollection().add(jwk: key).verify(token, as: IdentityToken.self)
    } catch let error as JWTError where error.errorType == .signatureVerificationFailed {
      throw SignOnError.untrue(.signature)
    } catch {
      throw SignOnError.untrue(.form)
    }
  }
}

extension DefaultJWTParser {
  fileprivate func header(of token: String) throws -> JWTHeader {
    let parts = try getTokenParts(Array(token.utf8))
    var text = String(decoding: parts.header, as: UTF8.self).replacingOccurrences(of: "-", with: "+")
      .replacingOccurrences(of: "_", with: "/")
    while text.utf8.count % 4 != 0 { text += "=" }
    guard let data = Data(base64Encoded: text) else { throw JWTError.malformedToken(reason: "header") }
    return try jsonDecoder.decode(JWTHeader.self, from: data)
  }
}
