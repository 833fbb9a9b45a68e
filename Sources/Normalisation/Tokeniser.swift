/// A word of a normalised text.
public struct Token: Hashable, Sendable {
  /// UTF-8 bytes into the text's normalised bytes.
  public var range: Range<Int>
  /// What joins it to the word before, with nothing else between: "Smith-Jones" is two tokens, the second by a hyphen.
  public var isHyphenated: Bool
  /// A full stop follows at once, as behind an initial.
  public var isFollowedByStop: Bool

  @inlinable public init(range: Range<Int>, isHyphenated: Bool = false, isFollowedByStop: Bool = false) {
    self.range = range
    self.isHyphenated = isHyphenated
    self.isFollowedByStop = isFollowedByStop
  }
}

/// Cuts normalised text into words: runs of letters and digits with apostrophes inside. A hyphen parts two words, an
/// English possessive ("Aisha's", "Chris'") is no part of the word. Every byte above 127 counts as a letter but for
/// the punctuation, symbols and separators of the General Punctuation block, Latin-1 and the CJK punctuation block.
public enum Tokeniser {
  /// All words in order.
  public static func tokens(_ bytes: [UInt8]) -> [Token] {
    var found: [Token] = []
    found.reserveCapacity(bytes.count / 6)
    bytes.withUnsafeBytes { buffer in forEach(in: buffer) { found.append($0) } }
    return found
  }

  /// Calls `body` for each word in order; inlined where it is called, since `body` is small and words are many.
  @inlinable public static func forEach(in bytes: UnsafeRawBufferPointer, _ body: (Token) -> Void) {
    var i = 0
    var hyphenAt = -1
    while i < bytes.count {
      let length = wordLength(bytes, i)
      guard length > 0 else {
        if bytes[i] == 0x20 || bytes[i] == 0x0A {
          i += 1
          continue
        }
        let hyphen = hyphenLength(bytes, i)
        i += max(1, hyphen)
        if hyphen > 0 { hyphenAt = i }
        continue
      }
      let start = i
      let end = wordEnd(bytes, start)
      let isHyphenated = hyphenAt == start && follows(bytes, hyphenAt)
      let bare = withoutPossessive(bytes, start, end)
      body(
        Token(
          range: start..<bare, isHyphenated: isHyphenated, isFollowedByStop: end < bytes.count && bytes[end] == 0x2E))
      i = end
      hyphenAt = -1
    }
  }

  /// True when the hyphen that ends at `end` stands right behind a word.
  @inlinable static func follows(_ bytes: UnsafeRawBufferPointer, _ end: Int) -> Bool {
    let start = bytes[end - 1] == 0x2D ? end - 1 : end - 3
    guard start > 0 else { return false }
    var before = start - 1
    while before > 0, bytes[before] & 0xC0 == 0x80 { before -= 1 }
    return wordLength(bytes, before) > 0
  }

  @inlinable static func wordEnd(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
    var i = start
    while i < bytes.count {
      while i < bytes.count, isPlainLetter(bytes[i]) { i += 1 }
      guard i < bytes.count else { break }
      let length = wordLength(bytes, i)
      if length > 0 {
        i += length
        continue
      }
      let apostrophe = apostropheLength(bytes, i)
      guard apostrophe > 0, i + apostrophe < bytes.count, wordLength(bytes, i + apostrophe) > 0 else { break }
      i += apostrophe
    }
    return i
  }

  @inlinable static func withoutPossessive(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int {
    guard end - start > 2, bytes[end - 1] == 0x73 else { return end }
    if bytes[end - 2] == 0x27 { return end - 2 }
    if end - start > 4, apostropheLength(bytes, end - 4) == 3 { return end - 4 }
    return end
  }

  @inlinable static func apostropheLength(_ bytes: UnsafeRawBufferPointer, _ i: Int) -> Int {
    if bytes[i] == 0x27 || bytes[i] == 0x60 { return 1 }
    guard bytes[i] == 0xE2, i + 2 < bytes.count, bytes[i + 1] == 0x80 else { return 0 }
    let last = bytes[i + 2]
    return last == 0x98 || last == 0x99 || last == 0x9B || last == 0xB2 ? 3 : 0
  }

  @inlinable static func hyphenLength(_ bytes: UnsafeRawBufferPointer, _ i: Int) -> Int {
    if bytes[i] == 0x2D { return 1 }
    guard bytes[i] == 0xE2, i + 2 < bytes.count else { return 0 }
    if bytes[i + 1] == 0x80 { return bytes[i + 2] >= 0x90 && bytes[i + 2] <= 0x95 ? 3 : 0 }
    return bytes[i + 1] == 0x88 && bytes[i + 2] == 0x92 ? 3 : 0
  }

  @inlinable @inline(__always) static func isPlainLetter(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }

  /// The bytes of the letter or digit at `i`, 0 when there is none.
  @inlinable static func wordLength(_ bytes: UnsafeRawBufferPointer, _ i: Int) -> Int {
    let first = bytes[i]
    if first < 0x80 {
      let isLetter = (first | 0x20) >= 0x61 && (first | 0x20) <= 0x7A
      return isLetter || (first >= 0x30 && first <= 0x39) ? 1 : 0
    }
    if first < 0xC2 { return 0 }
    if first < 0xE0 {
      guard i + 1 < bytes.count else { return 0 }
      // U+0080 to U+00BF are controls and symbols, but for ª, µ and º, which NFKC_Casefold maps away.
      return first == 0xC2 || (first == 0xC3 && (bytes[i + 1] == 0x97 || bytes[i + 1] == 0xB7)) ? 0 : 2
    }
    if first < 0xF0 {
      guard i + 2 < bytes.count else { return 0 }
      let second = bytes[i + 1]
      // U+2000 to U+2BFF: punctuation, symbols, arrows, boxes; U+3000 to U+303F: CJK punctuation; U+E000 on: private
      // use, presentation forms of punctuation.
      if first == 0xE2 && second <= 0xAF { return 0 }
      if first == 0xE3 && second == 0x80 { return 0 }
      if first == 0xEE || (first == 0xEF && (second < 0xA4 || second >= 0xB8)) { return 0 }
      return 3
    }
    guard i + 3 < bytes.count else { return 0 }
    // U+1F000 to U+1FAFF: emoji and pictographs.
    if first == 0xF0 && bytes[i + 1] == 0x9F { return 0 }
    return 4
  }
}
