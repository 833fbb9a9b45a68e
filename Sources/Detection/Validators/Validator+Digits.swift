extension Validators {
  /// For numbers without a check digit (sort codes, accounts, passports, certificates): not one digit over and over, which
  /// stands in blank forms.
  static let variedDigits = Validator(name: "varied_digits") { matched in
    guard let code = CompactCode(matched) else { return nil }
    guard let first = code.bytes.first(where: { $0 <= 0x39 }), code.bytes.contains(where: { $0 <= 0x39 && $0 != first })
    else { return nil }
    return String(decoding: matched, as: UTF8.self)
  }

  /// For references in the form of their makers: letters, digits, obliques and hyphens with two digits at least.
  static let codeWithDigit = Validator(name: "code_with_digits") { matched in
    var code = matched[...]
    while let last = code.last, last == 0x2F || last == 0x2D { code = code.dropLast() }
    guard code.filter({ (0x30...0x39).contains($0) }).count >= 2 else { return nil }
    return String(decoding: code, as: UTF8.self)
  }
}
