import Foundation

/// What a text with a password says: the password, and whose. No name of a person, no subject: a telephone shows it to whoever
/// looks at it.
public struct PasswordText: Hashable, Sendable {
  public let text: String

  /// - Parameters:
  ///   - password: stays as it is.
  ///   - school: cut where the text would not be one message else.
  public init(_ password: String, school: String) {
    let name = Self.plain(school)
    // At the end, without a full stop that might be taken for a part of it.
    func words(_ name: String) -> String { "The password for the email from \(name): \(password)" }
    var length = name.count
    while length > Self.shortestName, !Self.isOneMessage(words(String(name.prefix(length)))) { length -= 1 }
    text = words(String(name.prefix(length)).trimmingCharacters(in: .whitespaces))
  }

  private static let shortestName = 12

  /// 3GPP TS 23.040 §9.2.3.24.1: 140 octets, which are 160 septets or 70 units of UCS-2.
  static func isOneMessage(_ text: String) -> Bool { septets(text).map { $0 <= 160 } ?? (text.utf16.count <= 70) }

  /// How many septets a text takes; nil where it is not in the default alphabet (3GPP TS 23.038 §6.2.1).
  static func septets(_ text: String) -> Int? {
    var count = 0
    for scalar in text.unicodeScalars {
      if basic.contains(scalar) {
        count += 1
      } else if extended.contains(scalar) {
        count += 2
      } else {
        return nil
      }
    }
    return count
  }

  private static let basic = Set(
    ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
      + "abcdefghijklmnopqrstuvwxyzäöñüà").unicodeScalars)
  private static let extended = Set("\u{C}^{}\\[~]|€".unicodeScalars)

  /// A school's name in the default alphabet as far as it can be: one letter outside makes the whole text dear.
  private static func plain(_ name: String) -> String {
    let typed = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      .replacing("’", with: "'").replacing("‘", with: "'").replacing("“", with: "\"").replacing("”", with: "\"")
      .replacing("–", with: "-").replacing("—", with: "-").precomposedStringWithCanonicalMapping
    return String(
      typed.map { letter -> Character in
        guard septets(String(letter)) == nil else { return letter }
        let folded = String(letter).folding(options: .diacriticInsensitive, locale: nil)
        return folded.count == 1 && septets(folded) != nil ? Character(folded) : letter
      })
  }
}
