extension Validators {
  /// Unique pupil number. DfE, "Unique pupil numbers (UPNs): a guide for schools": a check letter, then twelve digits;
  /// a temporary one ends with a letter. The check letter is the sum of the characters times 2 to 13, modulo 23, in an
  /// alphabet without I, O and S, in which a letter also has its value.
  static let upn = Validator(name: "upn_check_letter") { matched in
    guard let code = CompactCode(matched), code.count == 13, code.isLetter(0), code.isDigits(1..<12) else { return nil }
    let alphabet = Array("ABCDEFGHJKLMNPQRTUVWXYZ".utf8)
    var values = code.bytes[1..<12].map { Int($0) - 0x30 }
    if code.isLetter(12) {
      guard let value = alphabet.firstIndex(of: code.bytes[12]) else { return nil }
      values.append(value)
    } else {
      values.append(Int(code.bytes[12]) - 0x30)
    }
    guard !values.isOneDigit, alphabet[values.weighted(2...13) % 23] == code.bytes[0] else { return nil }
    return code.text
  }
}
