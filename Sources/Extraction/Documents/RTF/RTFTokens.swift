/// Parts an RTF file into its tokens (Rich Text Format 1.9.1, "RTF Syntax").
struct RTFTokens {
  enum Token: Equatable {
    case open, close
    /// A control word with its number.
    case word(String, Int?)
    /// A control symbol: a backslash and a character that is no letter.
    case symbol(UInt8)
    /// \'hh.
    case byte(UInt8)
    case text(Range<Int>)
    /// \binN: that many bytes that are no tokens.
    case binary(Range<Int>)
  }

  private let bytes: UnsafeRawBufferPointer
  private(set) var place = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func next() -> Token? {
    while place < bytes.count {
      switch bytes[place] {
      case 0x7B:
        place += 1
        return .open
      case 0x7D:
        place += 1
        return .close
      case 0x5C: return control()
      case 0x0D, 0x0A, 0x00: place += 1
      default: return text()
      }
    }
    return nil
  }

  private mutating func text() -> Token {
    let start = place
    while place < bytes.count {
      switch bytes[place] {
      case 0x7B, 0x7D, 0x5C, 0x0D, 0x0A, 0x00: return .text(start..<place)
      default: place += 1
      }
    }
    return .text(start..<place)
  }

  private mutating func control() -> Token? {
    place += 1
    guard place < bytes.count else { return nil }
    let first = bytes[place]
    guard Self.isLetter(first) else {
      place += 1
      guard first == 0x27 else { return .symbol(first) }
      guard place + 1 < bytes.count, let high = Self.hex(bytes[place]), let low = Self.hex(bytes[place + 1]) else {
        return .text(place..<place)
      }
      place += 2
      return .byte(high << 4 | low)
    }
    let start = place
    // The longest word of the specification has 23 letters.
    while place < bytes.count, Self.isLetter(bytes[place]), place - start < 32 { place += 1 }
    let name = String(decoding: bytes[start..<place], as: UTF8.self)
    var number: Int?
    var isNegative = false
    if place + 1 < bytes.count, bytes[place] == 0x2D, Self.isDigit(bytes[place + 1]) {
      isNegative = true
      place += 1
    }
    var digits = 0
    while place < bytes.count, Self.isDigit(bytes[place]), digits < 10 {
      number = (number ?? 0) * 10 + Int(bytes[place] - 0x30)
      place += 1
      digits += 1
    }
    if isNegative { number = number.map { -$0 } }
    if place < bytes.count, bytes[place] == 0x20 { place += 1 }
    if name == "bin", let count = number, count > 0 {
      let end = min(place + count, bytes.count)
      defer { place = end }
      return .binary(place..<end)
    }
    return .word(name, number)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  static func hex(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
