public import Extraction

/// Tells a short message that may hold a password without a word that says so: "as promised, Oak2024!". By itself that is
/// no finding, since room codes and years look the same; right behind a locked file to the same reader it is one.
public enum BareSecret {
  /// A longer message is about something.
  private static let mostWords = 60
  private static let tokenLengths = 6...32

  /// - Parameter texts: of one message; its subject and what it visibly says itself are looked at.
  public static func mayBe(in texts: [ExtractedText]) -> Bool {
    // Mail programs write the same words twice, plain and as HTML: each part counts for itself.
    var words: [Int?: Int] = [:]
    var isFound = false
    for text in texts where text.isOwnWords || (text.kind == .subject && !text.isQuoted) {
      guard case .prose(let prose) = text.content else { continue }
      for word in prose.utf8.split(whereSeparator: { $0 <= 0x20 }) {
        words[text.place.part, default: 0] += 1
        if words[text.place.part, default: 0] > mostWords { return false }
        isFound = isFound || isSecret(Array(word))
      }
    }
    return isFound
  }

  /// Two digits and three letters at least, in one word; no address, link, date, time or amount.
  private static func isSecret(_ word: [UInt8]) -> Bool {
    guard tokenLengths.contains(word.count), Validators.passwordMixed.check(word) != nil,
      !word.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") })
    else { return false }
    // In an address the name stands before the sign, and the domain has a dot behind it.
    if let at = word.firstIndex(of: UInt8(ascii: "@")), word[at...].contains(UInt8(ascii: ".")) { return false }
    let digits = word.count { (0x30...0x39).contains($0) }
    let letters = word.count { (0x61...0x7A).contains($0 | 0x20) }
    // "10.30am", "2026-27a"
    return digits >= 2 && letters >= 3
  }
}
