extension Validators {
  /// NHS number. NHS Data Dictionary, "NHS NUMBER": ten digits, the last one 11 minus the sum of the others times 10 to 2
  /// modulo 11; 11 counts as 0, and 10 is never given out.
  static let nhsNumber = Validator(name: "nhs_modulus_11") { matched in
    guard let code = CompactCode(matched), let digits = code.digits, isModulus11(digits) else { return nil }
    return code.text
  }

  /// The same check holds for the numbers of all four nations.
  static func isModulus11(_ digits: [Int]) -> Bool {
    guard digits.count == 10, !digits.isOneDigit else { return false }
    let check = 11 - digits.weighted((2...10).reversed()) % 11
    return check != 10 && check % 11 == digits[9]
  }
}
