/// A code as people write it, reduced to its letters (upper case) and digits.
struct CompactCode {
  let bytes: [UInt8]

  /// - Parameter dropping: what may stand between the characters; anything else that is no letter or digit makes it nil.
  init?(_ written: [UInt8], dropping separators: String = " -\t\n\r\u{2010}\u{2011}\u{2013}\u{A0}") {
    var bytes: [UInt8] = []
    for scalar in String(decoding: written, as: UTF8.self).unicodeScalars {
      switch scalar.value {
      case 0x30...0x39, 0x41...0x5A: bytes.append(UInt8(scalar.value))
      case 0x61...0x7A: bytes.append(UInt8(scalar.value - 0x20))
      default: guard separators.unicodeScalars.contains(scalar) else { return nil }
      }
    }
    self.bytes = bytes
  }

  var count: Int { bytes.count }
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The values of the digits, or nil where one is a letter.
  var digits: [Int]? {
    var digits: [Int] = []
    for byte in bytes {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      digits.append(Int(byte - 0x30))
    }
    return digits
  }

  func isLetter(_ place: Int) -> Bool { bytes[place] >= 0x41 }

  func isDigits(_ places: Range<Int>) -> Bool { places.allSatisfy { !isLetter($0) } }

  func isLetters(_ places: Range<Int>) -> Bool { places.allSatisfy { isLetter($0) } }

  /// The number that the digits of some places make. The caller has seen that they are digits, nine at most.
  func number(_ places: Range<Int>) -> Int { bytes[places].reduce(0) { $0 * 10 + Int($1) - 0x30 } }

  func holds(_ place: Int, _ letters: StaticString) -> Bool {
    letters.withUTF8Buffer { $0.contains(bytes[place]) }
  }
}

extension [Int] {
  /// The sum of the digits times their weights.
  func weighted(_ weights: some Sequence<Int>) -> Int { zip(self, weights).reduce(0) { $0 + $1.0 * $1.1 } }

  /// One digit over and over is a placeholder, whatever its check digit.
  var isOneDigit: Bool { allSatisfy { $0 == first } }
}
