extension Validators {
  /// Driver number of Great Britain. DVLA, form INF 45: five letters of the surname filled up with 9, decade, month (50 more
  /// for women), day and year of birth, two initials (9 for none), a digit, two characters that check; an issue number may follow.
  static let drivingLicence = Validator(name: "dvla_driver_number") { matched in
    guard let code = CompactCode(matched), code.count == 16 || code.count == 18 else { return nil }
    guard code.isDigits(5..<11), code.isLetter(0), !code.isLetter(13), code.count == 16 || code.isDigits(16..<18)
    else { return nil }
    var isPadding = false
    for place in 0..<5 {
      if code.isLetter(place) {
        if isPadding { return nil }
      } else {
        guard code.bytes[place] == 0x39 else { return nil }
        isPadding = true
      }
    }
    guard code.isLetter(11) || code.bytes[11] == 0x39, code.isLetter(12) || code.bytes[12] == 0x39,
      code.isLetter(11) || !code.isLetter(12)
    else { return nil }
    let written = code.number(6..<8)
    let month = written > 50 ? written - 50 : written
    guard (1...12).contains(month), (1...31).contains(code.number(8..<10)) else { return nil }
    return code.text
  }
}
