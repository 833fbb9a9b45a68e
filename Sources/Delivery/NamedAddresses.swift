import Foundation
import Policy

/// The addresses that stand in a name or a comment, where they are no mailboxes but can be read: in clear, or in encoded
/// words (RFC 2047), which many programs decode wherever they stand.
struct NamedAddresses {
  /// In the form in which addresses are compared; also what only looks like one.
  private(set) var addresses: Set<String> = []
  /// Something cannot be read here, and may be anything where it can.
  private(set) var isUnclear = false

  var isEmpty: Bool { addresses.isEmpty && !isUnclear }

  /// - Parameter own: the address that the text belongs to, which may stand in it again.
  init(in text: String, besides own: String) {
    guard text.unicodeScalars.contains(where: { Self.signs.contains($0) }) || text.contains("=?") else { return }
    guard let clear = Self.decoded(text).map(Self.plain) else {
      isUnclear = true
      return
    }
    guard ShownAddresses.canonical(clear.trimmed.unquoted) != own else { return }
    let words = clear.unicodeScalars.split { Self.ends.contains($0) }.map { String($0).unquoted }
    for word in words where word.unicodeScalars.contains("@") {
      let address = ShownAddresses.canonical(word)
      if address != own { addresses.insert(address) }
    }
  }

  func mayHold(_ some: Set<String>) -> Bool { isUnclear || !addresses.isDisjoint(with: some) }

  /// "@", and two that look like it.
  private static let signs: Set<Unicode.Scalar> = ["@", "\u{FF20}", "\u{FE6B}"]
  private static let ends = Set(" \t()<>[],;:\"".unicodeScalars)

  /// As an eye takes it in: without the signs of quoted pairs (RFC 5322 §3.2.1), and with one sign for all of `signs`.
  private static func plain(_ text: String) -> String {
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where scalar != "\\" { plain.append(signs.contains(scalar) ? "@" : scalar) }
    return String(plain)
  }

  /// - Returns: nil where an encoded word cannot be read.
  private static func decoded(_ text: String) -> String? {
    var rest = Substring(text)
    var clear = ""
    var isBehindWord = false
    while let start = rest.range(of: "=?") {
      let before = rest[..<start.lowerBound]
      // Blanks between two encoded words are not shown (RFC 2047 §6.2).
      if !isBehindWord || !before.allSatisfy({ $0 == " " || $0 == "\t" }) { clear += before }
      let parts = rest[start.upperBound...].split(separator: "?", maxSplits: 3, omittingEmptySubsequences: false)
      guard parts.count == 4, parts[3].first == "=", let word = word(parts[0], parts[1], parts[2]) else { return nil }
      clear += word
      rest = parts[3].dropFirst()
      isBehindWord = true
    }
    return clear + rest
  }

  private static func word(_ charset: Substring, _ encoding: Substring, _ text: Substring) -> String? {
    // RFC 2231 §5: a language may follow.
    let charset = charset.prefix { $0 != "*" }.lowercased()
    // Others may write "@" in bytes of their own.
    guard likeASCII.contains(where: { charset.hasPrefix($0) }) else { return nil }
    let bytes: [UInt8]?
    switch encoding.lowercased() {
    case "b": bytes = Data(base64Encoded: String(text)).map { Array($0) }
    case "q": bytes = quoted(text)
    default: bytes = nil
    }
    // In those charsets ASCII is itself, and what else it says is no matter here.
    return bytes.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Beginnings of charsets in which each byte of ASCII may be read as such.
  private static let likeASCII = [
    "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-", "iso8859-", "windows-", "cp125", "koi8", "gb", "big5", "euc-",
    "shift_jis", "iso-2022-", "ks_c_5601",
    "tis-620",
  ]

  private static func quoted(_ text: Substring) -> [UInt8]? {
    var bytes: [UInt8] = []
    var left = Array(text.utf8)[...]
    while let byte = left.popFirst() {
      switch byte {
      case UInt8(ascii: "_"): bytes.append(0x20)
      case UInt8(ascii: "="):
        let digits = left.prefix(2)
        guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else {
          return nil
        }
        bytes.append(value)
        left = left.dropFirst(2)
      default: bytes.append(byte)
      }
    }
    return bytes
  }
}

extension String {
  /// A display name without its quotes.
  fileprivate var unquoted: String {
    let name = trimmed
    guard name.count > 1, let mark = name.first, mark == name.last, mark == "\"" || mark == "'" else { return name }
    return String(name.dropFirst().dropLast()).unquoted
  }
}
