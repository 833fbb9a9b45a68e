extension Validators {
  /// A date as people write it, day first (ISO 8601 year first); month first only where it can be nothing else.
  /// Reports ISO 8601. Nobody in a school was born before 1900, and a year of two digits below 40 is of this century.
  static let dateOfBirth = Validator(name: "date_of_birth") { matched in
    var numbers: [Int] = []
    var lengths: [Int] = []
    var month: Int?
    var monthPlace = 0
    var word: [UInt8] = []
    var number = 0
    var length = 0
    for byte in matched + [0x20] {
      let isDigit = (0x30...0x39).contains(byte)
      if length > 0, !isDigit {
        numbers.append(number)
        lengths.append(length)
        (number, length) = (0, 0)
      }
      if isDigit {
        guard length < 4 else { return nil }
        number = number * 10 + Int(byte) - 0x30
        length += 1
      }
      let lower = byte | 0x20
      if (0x61...0x7A).contains(lower), byte < 0x80 {
        word.append(lower)
      } else if !word.isEmpty {
        if let found = monthNumber(word), month == nil {
          month = found
          monthPlace = numbers.count
        }
        word.removeAll()
      }
      if numbers.count > 3 { return nil }
    }
    if let month {
      guard numbers.count == 2, monthPlace < 2 else { return nil }
      return born(numbers[1], lengths[1], month, numbers[0])
    }
    guard numbers.count == 3 else { return nil }
    if lengths[0] == 4 { return born(numbers[0], 4, numbers[1], numbers[2]) }
    return born(numbers[2], lengths[2], numbers[1], numbers[0]) ?? born(numbers[2], lengths[2], numbers[0], numbers[1])
  }

  private static func born(_ year: Int, _ length: Int, _ month: Int, _ day: Int) -> String? {
    guard length == 2 || length == 4 else { return nil }
    let full = length == 4 ? year : year < 40 ? 2000 + year : 1900 + year
    guard (1900...2040).contains(full) else { return nil }
    return DayOnCalendar(year: full, month: month, day: day)?.iso
  }

  private static func monthNumber(_ word: [UInt8]) -> Int? {
    guard word.count >= 3 else { return nil }
    let months = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
      "december",
    ]
    return months.firstIndex { $0.utf8.starts(with: word) || (word == Array("sept".utf8) && $0 == "september") }
      .map { $0 + 1 }
  }
}
