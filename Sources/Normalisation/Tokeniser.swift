/// Cuts normalised text into words: runs of letters and digits with apostrophes inside. A hyphen parts two words, an
/// English possessive ("Aisha's", "Chris'") is no part of the word. Every byte above 127 counts as a letter but for
/// the punctuation, symbols and separators of the General Punctuation block, Latin-1 and the CJK punctuation block.
public enum Tokeniser {
  /// All words in order, as ranges of the text.
  public static func tokens(_ bytes: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    found.reserveCapacity(bytes.count / 6)
    bytes.withUnsafeBytes { buffer in forEach(in: buffer) { found.append($0) } }
    return found
  }

  /// Calls `body` for each word in order; inlined where it is called, since `body` is small and words are many.
  @inlinable public static func forEach(in bytes: UnsafeRawBufferPointer, _ body: (Range<Int>) -> Void) {
    var i = 0
    while i < bytes.count {
      if bytes[i] == 0x20 || bytes[i] == 0x0A {
        i += 1
        continue
      }
      let end = wordEnd(bytes, i)
      guard end > i else {
        i += 1
        continue
      }
      body(i..<withoutPossessive(bytes, i, end))
      i = end
    }
  }

  /// Where the word ends that begins at a place; the place itself when none does.
  @inlinable static func wordEnd(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
    var i = start
    while true {
      var plain = 8
      while plain == 8 {
        plain = plainLength(bytes, i)
        i += plain
      }
      guard i < bytes.count, bytes[i] != 0x20 else { break }
      let length = wordLength(bytes, i)
      if length > 0 {
        i += length
        continue
      }
      guard i > start else { break }
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

  /// How many of the next eight bytes are small letters and digits of ASCII, up to the first that is none.
  @inlinable @inline(__always) static func plainLength(_ bytes: UnsafeRawBufferPointer, _ i: Int) -> Int {
    let next = EightBytes.load(bytes, i)
    return EightBytes.leading(EightBytes.letters(next) | EightBytes.digits(next))
  }

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
