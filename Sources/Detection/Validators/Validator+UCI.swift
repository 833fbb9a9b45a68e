extension Validators {
  /// Unique candidate identifier. JCQ and WJEC "Unique candidate identifiers": centre (5), board (0, or a letter for centres abroad),
  /// year (2), candidate (4), check letter: the sum of the twelve times 16 to 5, modulo 17.
  static let uci = Validator(name: "uci_check_letter") { matched in
    guard let code = CompactCode(matched), code.count == 13, code.isLetter(12), code.isDigits(0..<5),
      code.isDigits(6..<12), code.number(8..<12) > 0
    else { return nil }
    let alphabet = Array("ABCDEFGHKLMRTVWXY".utf8)
    let values = code.bytes[0..<12].map { byte in
      // JCQ: letters up to P count from 1; centres abroad use A and B.
      byte >= 0x41 ? Int(byte) - 0x40 : Int(byte) - 0x30
    }
    guard values[5] <= 16, alphabet[values.weighted((5...16).reversed()) % 17] == code.bytes[12] else { return nil }
    return code.text
  }
}
