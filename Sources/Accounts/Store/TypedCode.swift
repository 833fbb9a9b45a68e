import Crypto
import Foundation

/// A secret that people type: groups of four of Crockford's 32 letters and digits, five bits each, none of which is taken
/// for another.
struct TypedCode: Sendable, Hashable {
  /// As it is printed: "H7K2-9QXD-…".
  let text: String
  /// Without hyphens; what is hashed.
  let plain: String

  private static let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

  static func random(groups: Int) -> TypedCode {
    var generator = SystemRandomNumberGenerator()
    let plain = (0..<groups * 4).map { _ in letters[Int.random(in: 0..<32, using: &generator)] }
    return TypedCode(plain: String(plain))
  }

  /// Reads a code as people type it: in small letters, with spaces, I for 1, O for 0. Nil for what cannot be one.
  init?(_ typed: String, groups: Int) {
    guard typed.utf8.count <= 200 else { return nil }
    let plain = typed.uppercased().filter { !$0.isWhitespace && $0 != "-" }.map { letter -> Character in
      switch letter {
      case "I", "L": "1"
      case "O": "0"
      default: letter
      }
    }
    guard plain.count == groups * 4, plain.allSatisfy({ Self.letters.contains($0) }) else { return nil }
    self.init(plain: String(plain))
  }

  private init(plain: String) {
    self.plain = plain
    let letters = Array(plain)
    text = stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<$0 + 4]) }.joined(separator: "-")
  }

  var digest: Data { Data(SHA256.hash(data: Data(plain.utf8))) }
}
