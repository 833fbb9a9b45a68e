import Crypto
import Foundation

/// A sign-in that was begun. The browser that began it keeps it, sealed, and brings it back with the provider's answer,
/// so that an answer serves in that browser alone (RFC 9700 §4.7).
public struct SignOnAttempt: Codable, Hashable, Sendable {
  /// How long somebody may take at the provider, in seconds.
  public static let life: Int64 = 600

  let state: String
  let nonce: String
  /// RFC 7636 §4.1.
  let verifier: String
  /// Unix time in seconds.
  let begun: Int64

  init(begun: Int64) {
    state = Self.random()
    nonce = Self.random()
    verifier = Self.random()
    self.begun = begun
  }

  /// RFC 7636 §4.2, S256.
  var challenge: String { Data(SHA256.hash(data: Data(verifier.utf8))).base64URL }

  private static func random() -> String {
    SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.base64URL
  }
}

extension Data {
  /// RFC 4648 §5, without padding.
  var base64URL: String {
    base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
      .replacingOccurrences(of: "=", with: "")
  }
}
