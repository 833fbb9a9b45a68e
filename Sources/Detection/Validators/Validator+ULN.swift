extension Validators {
  /// Unique learner number. Learning Records Service and HESA field "ULN": ten digits, the first not 0, the sum of the
  /// digits times 10 to 1 leaves 10 modulo 11; so it can never be an NHS number too.
  static let uln = Validator(name: "uln_modulus_11") { matched in
    guard let code = CompactCode(matched), code.count == 10, let digits = code.digits, digits[0] != 0,
      digits.weighted((1...10).reversed()) % 11 == 10
    else { return nil }
    return code.text
  }
}
