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
    var read: [String] = []
    for text in texts where text.isOwnWords || (text.kind == .subject && !text.isQuoted) {
      guard case .prose(let prose) = text.content else { continue }
      var count = words[text.place.part, default: 0]
      each(in: prose) { _ in
        count += 1
        return count <= mostWords
      }
      if count > mostWords { return false }
      words[text.place.part] = count
      read.append(prose)
    }
    for prose in read {
      var isFound = false
      each(in: prose) { word in
        isFound = tokenLengths.contains(word.count) && isSecret(Array(word))
        return !isFound
      }
      if isFound { return true }
    }
    return false
  }

  /// Hands over one word after another, until the answer is false.
  private static func each(in prose: String, _ goesOn: (Slice<UnsafeBufferPointer<UInt8>>) -> Bool) {
    var prose = prose
    prose.withUTF8 { bytes in
      var at = 0
      while at < bytes.count {
        guard bytes[at] > 0x20 else {
          at += 1
          continue
        }
        let start = at
        while at < bytes.count, bytes[at] > 0x20 { at += 1 }
        if !goesOn(bytes[start..<at]) { return }
      }
    }
  }

  /// Two digits and three letters at least, in one word; no address, link, date, time or amount.
  private static func isSecret(_ word: [UInt8]) -> Bool {
    guard Validators.passwordMixed.check(word) != nil,
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
