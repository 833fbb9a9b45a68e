/// What a byte of folded UTF-8 text is to a word.
enum TextBytes {
  /// An ASCII letter or digit, or part of a character beyond ASCII.
  @inline(__always) static func isWordByte(_ byte: UInt8) -> Bool {
    (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5A) || byte >= 0x80
  }

  @inline(__always) static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// A letter or digit of folded ASCII text.
  @inline(__always) static func isRunByte(_ byte: UInt8) -> Bool {
    (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x30 && byte <= 0x39)
  }

  @inline(__always) static func isPhraseSeparator(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x2D || byte == 0x5F || byte == 0x3E || (byte >= 0x09 && byte <= 0x0D)
  }

  @inline(__always) static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }

  /// Whether the character at `at` belongs to a word. The underscore does not: it parts words in file names.
  @inline(__always) static func isWord(at: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard at < text.count else { return false }
    let byte = text[at]
    if byte < 0x80 { return isWordByte(byte) }
    return isWordScalar(scalar(at: at, in: text))
  }

  /// Whether the character that ends at `before` belongs to a word.
  @inline(__always) static func isWord(before: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard before > 0 else { return false }
    let byte = text[before - 1]
    if byte < 0x80 { return isWordByte(byte) }
    return isWordScalar(scalar(at: scalarStart(before - 1, in: text), in: text))
  }

  static func scalarStart(_ at: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
    var start = at
    while start > 0, at - start < 3, text[start] & 0xC0 == 0x80 { start -= 1 }
    return start
  }

  /// The character that begins at `at`; damaged bytes give U+FFFD.
  static func scalar(at: Int, in text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    func next(_ offset: Int) -> UInt32? {
      guard at + offset < text.count, text[at + offset] & 0xC0 == 0x80 else { return nil }
      return UInt32(text[at + offset] & 0x3F)
    }
    let byte = UInt32(text[at])
    switch byte {
    case 0x00..<0x80: return byte
    case 0xC0..<0xE0:
      guard let a = next(1) else { return 0xFFFD }
      return (byte & 0x1F) << 6 | a
    case 0xE0..<0xF0:
      guard let a = next(1), let b = next(2) else { return 0xFFFD }
      return (byte & 0x0F) << 12 | a << 6 | b
    case 0xF0..<0xF8:
      guard let a = next(1), let b = next(2), let c = next(3) else { return 0xFFFD }
      return (byte & 0x07) << 18 | a << 12 | b << 6 | c
    default: return 0xFFFD
    }
  }

  /// Letters, digits and marks beyond ASCII, by the blocks that hold punctuation and signs instead (Unicode 15, Blocks.txt).
  static func isWordScalar(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x80...0xBF: scalar == 0xAA || scalar == 0xB5 || scalar == 0xBA
    case 0xD7, 0xF7: false
    case 0x2000...0x206F, 0x20A0...0x20CF, 0x2190...0x2BFF: false
    case 0x3000...0x3004, 0x3008...0x3020: false
    case 0xFD3E...0xFD3F, 0xFE10...0xFE1F, 0xFE30...0xFE6F, 0xFFF0...0xFFFF: false
    case 0xE000...0xF8FF, 0x1F000...0x1FAFF: false
    default: true
    }
  }

  @inline(__always) static func equal(_ text: UnsafeBufferPointer<UInt8>, _ at: Int, _ bytes: [UInt8]) -> Bool {
    guard at >= 0, at + bytes.count <= text.count else { return false }
    for offset in 0..<bytes.count where text[at + offset] != bytes[offset] { return false }
    return true
  }
}
