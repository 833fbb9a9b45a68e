import Crypto

/// The name of one thing that Postern sends: 128 random bits. The receipt milter knows a message by it.
public struct OutgoingID: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Twenty-six lower-case characters of a base 32 that has no i, l, o or u.
  let characters: String

  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
  private static let length = 26
  /// RFC 2606 §2: a name that can never be anybody's host.
  private static let suffix = ".postern.invalid"

  static func random() -> OutgoingID {
    let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0.prefix(length)) }
    return OutgoingID(characters: String(decoding: bytes.map { alphabet[Int($0 & 31)] }, as: UTF8.self))
  }

  private init(characters: String) { self.characters = characters }

  /// Reads what was stored. Nil when it cannot be one.
  public init?(_ text: String) {
    guard text.utf8.count == Self.length, text.utf8.allSatisfy(Self.alphabet.contains) else { return nil }
    characters = text
  }

  /// Reads the name out of a HELO; nil for that of anybody else.
  public init?(helo: String) {
    guard helo.hasSuffix(Self.suffix) else { return nil }
    self.init(String(helo.dropLast(Self.suffix.count)))
  }

  /// By this name Postern greets Postfix when it hands the message over.
  public var helo: String { characters + Self.suffix }

  public var description: String { characters }
}
