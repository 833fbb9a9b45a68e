import CPhone

extension Validators {
  /// Telephone number of the United Kingdom. Ofcom, "The national telephone numbering plan": ten digits behind the 0 (nine for
  /// some geographic and 0800 numbers), of the types 1, 2, 3, 5, 7, 8 and 9.
  static let phoneUK = Validator(name: "phone_uk") { matched in
    let digits = phoneDigits(matched)
    var national = digits[...]
    if isInternational(matched) {
      guard national.starts(with: [4, 4]) else { return nil }
      national = national.dropFirst(2)
      if national.first == 0 { national = national.dropFirst() }
    } else if national.starts(with: [0, 0, 4, 4]) {
      national = national.dropFirst(4)
      if national.first == 0 { national = national.dropFirst() }
    } else {
      guard national.first == 0 else { return nil }
      national = national.dropFirst()
    }
    guard let type = national.first, [1, 2, 3, 5, 7, 8, 9].contains(type) else { return nil }
    let isShort =
      national.count == 9 && (type == 1 || national.starts(with: [8, 0, 0]) || national.starts(with: [5, 0, 0]))
    guard national.count == 10 || isShort, !Array(national.dropFirst()).isOneDigit else { return nil }
    return phoneText(matched)
  }

  /// Any telephone number written with its country code (ITU-T E.164: at most fifteen digits), as long as numbers are
  /// there by libphonenumber's numbering plans; and those of North America.
  static let phoneInternational = Validator(name: "phone_international") { matched in
    let digits = phoneDigits(matched)
    guard (6...15).contains(digits.count), !digits.isOneDigit else { return nil }
    if isInternational(matched) {
      // Numbers set aside for drama are the country's, too, and its plan is above: it costs less.
      if digits.starts(with: [4, 4]) { return phoneUK.check(matched) }
      let number = "+" + digits.map { String($0) }.joined()
      return number.withCString { postern_phone_is_possible($0, number.utf8.count, "GB") } ? phoneText(matched) : nil
    }
    let national = digits.count == 11 && digits[0] == 1 ? digits.dropFirst() : digits[...]
    guard national.count == 10, national[national.startIndex] >= 2, national[national.startIndex + 3] >= 2 else {
      return nil
    }
    return phoneText(matched)
  }

  private static func isInternational(_ matched: [UInt8]) -> Bool { matched.first { $0 > 0x28 } == 0x2B }

  /// The digits before an extension.
  private static func phoneDigits(_ matched: [UInt8]) -> [Int] {
    var digits: [Int] = []
    for byte in matched {
      if (0x30...0x39).contains(byte) { digits.append(Int(byte) - 0x30) }
      if byte < 0x80, (0x61...0x7A).contains(byte | 0x20) { return digits }
    }
    return digits
  }

  private static func phoneText(_ matched: [UInt8]) -> String {
    String(decoding: matched, as: UTF8.self)
  }
}
