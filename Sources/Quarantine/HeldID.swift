import Crypto

/// The reference of a held message, short and speakable: `H7K2-9QXD`. It says nothing of the message.
///
/// Forty random bits in Crockford's base 32, which has no I, L, O or U, so that it survives a telephone.
public struct HeldID: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Eight characters of the alphabet, without the hyphen.
  let characters: String

  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  /// Reads a reference as people type it: any case, with or without hyphen and spaces, O for 0, I or L for 1.
  /// Nil when it cannot be one.
  public init?(_ text: String) {
    var bytes: [UInt8] = []
    for byte in text.utf8 where byte != UInt8(ascii: "-") && byte != UInt8(ascii: " ") {
      var upper = byte >= 0x61 && byte <= 0x7A ? byte - 0x20 : byte
      if upper == UInt8(ascii: "O") { upper = UInt8(ascii: "0") }
      if upper == UInt8(ascii: "I") || upper == UInt8(ascii: "L") { upper = UInt8(ascii: "1") }
      guard Self.alphabet.contains(upper), bytes.count < 8 else { return nil }
      bytes.append(upper)
    }
    guard bytes.count == 8 else { return nil }
    characters = String(decoding: bytes, as: UTF8.self)
  }

  private init(characters: String) { self.characters = characters }

  static func random() -> HeldID {
    let bytes = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0.prefix(8)) }
    return HeldID(characters: String(decoding: bytes.map { alphabet[Int($0 & 31)] }, as: UTF8.self))
  }

  /// With its hyphen, as it is shown and stored.
  public var description: String { characters.prefix(4) + "-" + characters.suffix(4) }

  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let id = HeldID(text) else {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no held reference"))
    }
    self = id
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
