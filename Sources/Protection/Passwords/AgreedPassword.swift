import Foundation

/// Why a password that is agreed with a recipient is not taken.
public enum AgreedPasswordFault: Error, Sendable, Hashable, CustomStringConvertible {
  case notTypable(PasswordFault)
  /// It has something in it that reads as a date: dates of birth are what strangers try first.
  case date
  /// It is short, or so once what the school's records say of people is left out.
  case weak

  public var description: String {
    switch self {
    case .notTypable(let fault): "\(fault)"
    case .date: "there is a date in it, which a stranger may know: take words instead"
    case .weak:
      "it is too easy to guess: take at least \(Password.fewestAgreed) letters besides names in the school's records, of at "
        + "least \(Password.fewestKinds) kinds; four words make a good one"
    }
  }
}

extension Password {
  /// Letters, digits and signs that an agreed password has besides what anybody may know.
  public static let fewestAgreed = 14
  /// Different ones among them.
  public static let fewestKinds = 6

  /// A password that the school and a recipient have agreed on.
  /// - Parameter known: words of the records, lower case: names, and parts of addresses. They count for nothing.
  /// - Throws: `AgreedPasswordFault`.
  public static func agreed(_ text: String, besides known: Set<String>) throws(AgreedPasswordFault) -> Password {
    let password: Password
    do { password = try Password(text) } catch { throw .notTypable(error) }
    guard !holdsDate(text.lowercased()) else { throw .date }
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.filter { !known.contains(String($0)) }
    let rest = words.joined()
    guard rest.count >= fewestAgreed, Set(rest).count >= fewestKinds else { throw .weak }
    return password
  }

  /// Three numbers with signs between them, a day or year beside a month's name, or eight or six digits in a row that can
  /// be a day: as dates are written in the British Isles, and as programs write them.
  private static func holdsDate(_ text: String) -> Bool {
    if text.contains(/\d{1,4}[^\p{L}\d]{1,3}\d{1,2}[^\p{L}\d]{1,3}\d{1,4}/) { return true }
    let month = /(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/
    for found in text.matches(of: month) {
      let before = text[..<found.range.lowerBound].suffix(5).contains(where: \.isNumber)
      let after = text[found.range.upperBound...].prefix(10).contains(where: \.isNumber)
      if before || after { return true }
    }
    return text.matches(of: /\d{6,}/).contains { run in holdsDay(Array(text[run.range].compactMap(\.wholeNumberValue)))
    }
  }

  private static func holdsDay(_ digits: [Int]) -> Bool {
    func number(_ from: Int, _ count: Int) -> Int { digits[from..<(from + count)].reduce(0) { $0 * 10 + $1 } }
    func isDay(_ day: Int, _ month: Int) -> Bool { (1...31).contains(day) && (1...12).contains(month) }
    let years = 1900...2100
    return digits.indices.contains { at in
      let left = digits.count - at
      if left >= 8 {
        if isDay(number(at, 2), number(at + 2, 2)), years.contains(number(at + 4, 4)) { return true }
        if years.contains(number(at, 4)), isDay(number(at + 6, 2), number(at + 4, 2)) { return true }
      }
      // Two digits of a year: only where nothing else stands in the run.
      return digits.count == 6 && at == 0
        && (isDay(number(0, 2), number(2, 2)) || isDay(number(4, 2), number(2, 2)))
    }
  }
}
