import Crypto
public import Foundation

/// A secret of 256 random bits that a browser keeps in a cookie, or that stands in a letter's link. A store keeps its
/// SHA-256 alone: who reads the store comes in with nothing of it (OWASP, Session Management).
public struct Token: Sendable, Hashable {
  /// As it stands in the cookie or the link.
  public let text: String
  /// SHA-256 of the bits.
  public let digest: Data

  public static func random() -> Token {
    let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    return Token(text: text(bytes), digest: Data(SHA256.hash(data: bytes)))
  }

  /// Nil for what cannot be one.
  public init?(_ text: String) {
    guard text.utf8.count == 43, let bytes = Self.bytes(text), bytes.count == 32, Self.text(bytes) == text else {
      return nil
    }
    self.init(text: text, digest: Data(SHA256.hash(data: bytes)))
  }

  private init(text: String, digest: Data) {
    self.text = text
    self.digest = digest
  }

  /// RFC 4648 §5, without padding.
  public static func text(_ bytes: Data) -> String {
    bytes.base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
      .replacingOccurrences(of: "=", with: "")
  }

  /// What `text` was made of; nil for what is no base64url.
  public static func bytes(_ text: String) -> Data? {
    let letters = text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
    return Data(base64Encoded: String(letters) + String(repeating: "=", count: (4 - letters.count % 4) % 4))
  }
}
