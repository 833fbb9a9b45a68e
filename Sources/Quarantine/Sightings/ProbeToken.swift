import Crypto
import Foundation

/// What a message that tests the way of internal mail is known by: 130 random bits, at the end of its subject.
public struct ProbeToken: Hashable, Sendable, CustomStringConvertible {
  /// Twenty-six lower-case characters of a base 32 that has no i, l, o or u.
  private let characters: String

  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
  private static let length = 26
  /// What such a subject begins with.
  private static let subjectStart = "Postern probe "

  public static func random() -> ProbeToken {
    let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0.prefix(length)) }
    return ProbeToken(characters: String(decoding: bytes.map { alphabet[Int($0 & 31)] }, as: UTF8.self))
  }

  private init(characters: String) { self.characters = characters }

  /// Reads it out of a subject; nil where that is of any other message.
  public init?(subject: String) {
    // Nearly every message is none, and most show it by their first letter.
    guard let first = subject.utf8.first(where: { $0 != 0x20 && $0 != 0x09 }),
      first == Self.subjectStart.utf8.first || first >= 0x80
    else { return nil }
    let subject = subject.trimmingCharacters(in: .whitespaces)
    guard subject.hasPrefix(Self.subjectStart) else { return nil }
    let rest = subject.dropFirst(Self.subjectStart.count)
    guard rest.utf8.count == Self.length, rest.utf8.allSatisfy(Self.alphabet.contains) else { return nil }
    characters = String(rest)
  }

  /// The subject of the message that carries it.
  public var subject: String { Self.subjectStart + characters }

  public var description: String { characters }

  var digest: Data { Data(SHA256.hash(data: Data(characters.utf8))) }
}
