extension Validators {
  /// Health and Care number of Northern Ireland. HSC: ten digits from 320 000 0010 to 399 999 9999, so that it is told from
  /// the NHS numbers of England and Wales, with the same check digit.
  static let hcNumber = Validator(name: "hc_modulus_11") { matched in
    guard let code = CompactCode(matched), let digits = code.digits, isModulus11(digits), digits[0] == 3, digits[1] >= 2
    else { return nil }
    return code.text
  }
}
