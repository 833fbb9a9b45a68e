import Crypto

/// The name of one thing that Postern sends: 130 random bits.
public struct OutgoingID: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Twenty-six lower-case characters of a base 32 that has no i, l, o or u.
  let characters: String

  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
  private static let length = 26

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

  public var description: String { characters }
}
