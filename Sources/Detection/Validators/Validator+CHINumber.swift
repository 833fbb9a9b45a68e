extension Validators {
  /// Community Health Index number of Scotland. NHS Scotland data dictionary, "CHI Number": date of birth (DDMMYY), two
  /// digits, one for the sex, a check digit as in the NHS number.
  static let chiNumber = Validator(name: "chi_date_modulus_11") { matched in
    guard let code = CompactCode(matched), let digits = code.digits, isModulus11(digits) else { return nil }
    let (day, month) = (code.number(0..<2), code.number(2..<4))
    // The century is not said: 29 February is taken in any year that has one in 1900s or 2000s.
    guard DayOnCalendar(year: 2000 + code.number(4..<6), month: month, day: day) != nil else { return nil }
    return code.text
  }
}
