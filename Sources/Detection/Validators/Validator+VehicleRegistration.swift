extension Validators {
  /// Registration mark in the form since 2001. DVLA INF 104: two letters without I, Q and Z, an age identifier (02 to 50, 51 up),
  /// three letters without I and Q.
  static let vehicleCurrent = Validator(name: "vehicle_current") { matched in
    guard let code = CompactCode(matched), code.count == 7, code.isLetters(0..<2), code.isDigits(2..<4),
      code.isLetters(4..<7), !(0..<2).contains(where: { code.holds($0, "IQZ") }),
      !(4..<7).contains(where: { code.holds($0, "IQ") }),
      (2...39).contains(code.number(2..<4)) || (51...89).contains(code.number(2..<4))
    else { return nil }
    return code.text
  }

  /// Marks with a year letter: suffix (1963-1983) and prefix (1983-2001). DVLA INF 104: I, O, Q, U, Z stand for no year.
  static let vehicleOlder = Validator(name: "vehicle_year_letter") { matched in
    guard let code = CompactCode(matched), (5...7).contains(code.count) else { return nil }
    let last = code.count - 1
    let isPrefix =
      code.isLetter(0) && code.isDigits(1..<last - 2) && code.isLetters(last - 2..<code.count)
      && !code.holds(0, "IOUZ") && !(last - 2...last).contains { code.holds($0, "IQ") }
    let isSuffix =
      code.isLetters(0..<3) && code.isDigits(3..<last) && code.isLetter(last) && !code.holds(last, "IOQUZ")
      && !(0..<3).contains { code.holds($0, "IQ") }
    return isPrefix || isSuffix ? code.text : nil
  }

  /// Northern Ireland: one to three letters with I or Z among them, and up to four digits. DVLA INF 104.
  static let vehicleNorthernIreland = Validator(name: "vehicle_northern_ireland") { matched in
    guard let code = CompactCode(matched), let first = code.bytes.firstIndex(where: { $0 <= 0x39 }),
      (2...3).contains(first), (0..<first).contains(where: { code.holds($0, "IZ") }), code.isDigits(first..<code.count),
      (1...4).contains(code.count - first)
    else { return nil }
    return code.text
  }
}
