extension Validators {
  /// Payment card number. ISO/IEC 7812-1: issuer ranges and their lengths, and the Luhn check digit of its annex B.
  static let cardNumber = Validator(name: "card_luhn") { matched in
    guard let code = CompactCode(matched), let digits = code.digits, (12...19).contains(digits.count),
      isIssued(code), isLuhn(digits)
    else { return nil }
    return code.text
  }

  private static func isIssued(_ code: CompactCode) -> Bool {
    let (two, three, four) = (code.number(0..<2), code.number(0..<3), code.number(0..<4))
    switch code.count {
    case 13: return code.bytes[0] == 0x34
    case 14: return (300...305).contains(three) || [36, 38, 39].contains(two)
    case 15: return [34, 37].contains(two)
    case 16:
      return code.bytes[0] == 0x34 || (51...55).contains(two) || (2221...2720).contains(four) || four == 6011
        || two == 65 || (644...649).contains(three) || two == 62 || (3528...3589).contains(four) || two == 36
        || isMaestro(two, four)
    case 19: return code.bytes[0] == 0x34 || two == 62 || two == 65 || isMaestro(two, four)
    default: return isMaestro(two, four)
    }
  }

  private static func isMaestro(_ two: Int, _ four: Int) -> Bool {
    [5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763, 6767, 6771].contains(four) || two == 67
  }

  private static func isLuhn(_ digits: [Int]) -> Bool {
    guard !digits.isOneDigit else { return false }
    var sum = 0
    for (place, digit) in digits.reversed().enumerated() {
      let value = place % 2 == 1 ? digit * 2 : digit
      sum += value > 9 ? value - 9 : value
    }
    return sum % 10 == 0
  }
}
