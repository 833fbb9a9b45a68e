extension Validators {
  /// A code sent to sign in once: four to eight digits (RFC 4226 §5.3 asks for six at least), no year and no placeholder.
  static let oneTimeCode = Validator(name: "one_time_code") { matched in
    guard let code = CompactCode(matched), let digits = code.digits, (4...8).contains(digits.count), !digits.isOneDigit
    else { return nil }
    if digits.count == 4, (1990...2039).contains(code.number(0..<4)) { return nil }
    return code.text
  }

  /// The value behind "api_key =": letters and digits mixed as chance does, not a name out of a manual.
  static let secretToken = Validator(name: "secret_token") { matched in
    let letters = matched.filter { $0 < 0x80 && (0x61...0x7A).contains($0 | 0x20) }
    let digits = matched.filter { (0x30...0x39).contains($0) }
    guard matched.count >= 16, letters.count >= 4, digits.count >= 2, Set(matched).count >= 8 else { return nil }
    return String(decoding: matched, as: UTF8.self)
  }
}
