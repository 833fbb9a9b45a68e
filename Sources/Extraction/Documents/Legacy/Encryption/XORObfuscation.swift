/// Excel's oldest protection ([MS-OFFCRYPTO] §2.3.7, method 1): each byte is turned and XORed with a password's 16 bytes.
struct XORObfuscation {
  private let array: [UInt8]

  private static let pad: [UInt8] = [
    0xBB, 0xFF, 0xFF, 0xBA, 0xFF, 0xFF, 0xB9, 0x80, 0x00, 0xBE, 0x0F, 0x00, 0xBF, 0x0F, 0x00,
  ]
  private static let initial: [UInt16] = [
    0xE1F0, 0x1D0F, 0xCC9C, 0x84C0, 0x110C, 0x0E10, 0xF1CE, 0x313E, 0x1872, 0xE139, 0xD40F, 0x84F9, 0x280C, 0xA96A,
    0x4EC3,
  ]
  private static let matrix: [UInt16] = [
    0xAEFC, 0x4DD9, 0x9BB2, 0x2745, 0x4E8A, 0x9D14, 0x2A09, 0x7B61, 0xF6C2, 0xFDA5, 0xEB6B, 0xC6F7, 0x9DCF, 0x2BBF,
    0x4563, 0x8AC6, 0x05AD, 0x0B5A, 0x16B4, 0x2D68, 0x5AD0, 0x0375, 0x06EA, 0x0DD4, 0x1BA8, 0x3750, 0x6EA0, 0xDD40,
    0xD849, 0xA0B3, 0x5147, 0xA28E, 0x553D, 0xAA7A, 0x44D5, 0x6F45, 0xDE8A, 0xAD35, 0x4A4B, 0x9496, 0x390D, 0x721A,
    0xEB23, 0xC667, 0x9CEF, 0x29FF, 0x53FE, 0xA7FC, 0x5FD9, 0x47D3, 0x8FA6, 0x0F6D, 0x1EDA, 0x3DB4, 0x7B68, 0xF6D0,
    0xB861, 0x60E3, 0xC1C6, 0x93AD, 0x377B, 0x6EF6, 0xDDEC, 0x45A0, 0x8B40, 0x06A1, 0x0D42, 0x1A84, 0x3508, 0x6A10,
    0xAA51, 0x4483, 0x8906, 0x022D, 0x045A, 0x08B4, 0x1168, 0x76B4, 0xED68, 0xCAF1, 0x85C3, 0x1BA7, 0x374E, 0x6E9C,
    0x3730, 0x6E60, 0xDCC0, 0xA9A1, 0x4363, 0x86C6, 0x1DAD, 0x3331, 0x6662, 0xCCC4, 0x89A9, 0x0373, 0x06E6, 0x0DCC,
    0x1021, 0x2042, 0x4084, 0x8108, 0x1231, 0x2462, 0x48C4,
  ]

  /// Nil when the password does not fit: the file keeps 32 bits made of it.
  init?(key: Int, verifier: Int, password: String) {
    // The method knows bytes of the system's code page; its passwords end after 15.
    let word = password.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    guard (1...15).contains(word.count), password.unicodeScalars.allSatisfy({ $0.value < 256 }) else { return nil }
    let made = Self.key(word)
    guard Int(made) == key, Int(Self.verifier(word)) == verifier else { return nil }
    array = Self.array(word, made)
  }

  /// - Parameters:
  ///   - range: what of a record's body is obfuscated, as places in the stream.
  ///   - size: of the whole body.
  func apply(to bytes: inout [UInt8], in range: Range<Int>, size: Int) {
    let offset = range.lowerBound + size
    for index in range {
      let value = bytes[index] ^ array[(offset + index - range.lowerBound) & 15]
      bytes[index] = value >> 5 | value << 3
    }
  }

  private static func verifier(_ word: [UInt8]) -> UInt16 {
    var verifier: UInt16 = 0
    for byte in ([UInt8(word.count)] + word).reversed() {
      verifier = (verifier >> 14 & 1 | verifier << 1 & 0x7FFF) ^ UInt16(byte)
    }
    return verifier ^ 0xCE4B
  }

  private static func key(_ word: [UInt8]) -> UInt16 {
    var key = initial[word.count - 1]
    var element = matrix.count - 1
    for byte in word.reversed() {
      for bit in 0..<7 {
        if byte << bit & 0x40 != 0 { key ^= matrix[element] }
        element -= 1
      }
    }
    return key
  }

  private static func array(_ word: [UInt8], _ key: UInt16) -> [UInt8] {
    let high = UInt8(key >> 8)
    let low = UInt8(truncatingIfNeeded: key)
    // The password, filled up; bytes at odd places go with the key's upper half.
    return (word + pad).prefix(16).enumerated().map { place, byte in
      let mixed = byte ^ (place & 1 == 0 ? low : high)
      return mixed >> 1 | mixed << 7
    }
  }
}
