import Glibc

/// How a cell shows a number (§18.8.30, §18.8.31): the first section of its format, as a British Excel would.
struct NumberFormat {
  enum Piece: Hashable {
    case year(Int)
    case month(Int)
    case day(Int)
    case hour(Int)
    case minute(Int)
    case second(Int)
    case half
    case literal(String)
  }

  private enum Shape {
    case general, text
    case date([Piece])
    /// Digits and literals in a row: "00-00-00".
    case digits(whole: [Character], decimals: Int, groups: Bool, percent: Bool)
  }

  private let shape: Shape
  /// ";;;" shows nothing at all.
  let hidesAll: Bool

  static let general = NumberFormat(id: 0, code: nil)

  /// - Parameters:
  ///   - id: those below 164 are built in.
  ///   - code: what the file says for the others.
  init(id: Int, code: String?) {
    let code = code ?? Self.builtIn[id] ?? "General"
    hidesAll = code.count >= 3 && code.allSatisfy { $0 == ";" }
    shape = Self.shape(code)
  }

  private static let builtIn: [Int: String] = [
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "hh:mm", 21: "hh:mm:ss", 22: "dd/mm/yyyy hh:mm",
    30: "dd/mm/yyyy", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "h:mm:ss",
    47: "mm:ss", 49: "@",
  ]

  /// What is shown for a value as the file has it.
  /// - Parameter countsFrom1904: days are counted from the first of January 1904, not from 1900.
  func shown(_ value: String, countsFrom1904: Bool) -> String {
    guard let number = Double(value), number.isFinite, abs(number) < 1e15 else { return value }
    switch shape {
    case .text, .general: return Self.plain(value, number)
    case .date(let pieces):
      guard number >= 0, number < 2_958_466 else { return Self.plain(value, number) }
      return Self.date(number + (countsFrom1904 ? 1462 : 0), pieces)
    case .digits(let whole, let decimals, let groups, let percent):
      return Self.digits(percent ? number * 100 : number, whole, decimals, groups) + (percent ? "%" : "")
    }
  }

  /// Excel writes seventeen digits where it shows fifteen at most.
  private static func plain(_ value: String, _ number: Double) -> String {
    if value.utf8.count <= 15, !value.utf8.contains(where: { $0 == 0x45 || $0 == 0x65 }) { return value }
    if number == number.rounded() { return String(Int(number)) }
    return format("%.15g", number)
  }

  private static func format(_ format: String, _ number: Double) -> String {
    var buffer = [CChar](repeating: 0, count: 400)
    _ = withVaList([number]) { vsnprintf(&buffer, buffer.count, format, $0) }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  // MARK: - Reading a format

  private static func shape(_ code: String) -> Shape {
    let section = section(code)
    if section.lowercased().hasPrefix("general") || section.isEmpty { return .general }
    if section == "@" { return .text }
    let tokens = tokens(section)
    if tokens.contains(where: { if case .letters(let letter, _) = $0 { "ymdhs".contains(letter) } else { false } }) {
      return .date(pieces(tokens))
    }
    return digits(tokens)
  }

  private enum Token {
    /// A run of one letter of a date.
    case letters(Character, Int)
    case half
    case digit(Character)
    case point, comma, percent
    case literal(String)
    case exponent
  }

  /// The first section, without colours, conditions and what only pads.
  private static func section(_ code: String) -> String {
    var isQuoted = false
    var section = ""
    for character in code {
      if character == "\"" { isQuoted.toggle() }
      if character == ";", !isQuoted { break }
      section.append(character)
    }
    return section
  }

  private static func tokens(_ section: String) -> [Token] {
    var tokens: [Token] = []
    var rest = Substring(section)
    while let character = rest.popFirst() {
      switch character {
      case "\"":
        tokens.append(.literal(String(rest.prefix { $0 != "\"" })))
        rest = rest.drop { $0 != "\"" }.dropFirst()
      case "\\": if let next = rest.popFirst() { tokens.append(.literal(String(next))) }
      case "_", "*": _ = rest.popFirst()
      case "[":
        let inner = rest.prefix { $0 != "]" }
        rest = rest.drop { $0 != "]" }.dropFirst()
        // "[$£-809]" is a currency, "[h]" hours that go past a day.
        if inner.hasPrefix("$") {
          let currency = inner.dropFirst().prefix { $0 != "-" }
          if !currency.isEmpty { tokens.append(.literal(String(currency))) }
        } else if let letter = inner.lowercased().first, "hms".contains(letter), inner.allSatisfy(\.isLetter) {
          tokens.append(.letters(letter, inner.count))
        }
      case "0", "#", "?": tokens.append(.digit(character))
      case ".": tokens.append(.point)
      case ",": tokens.append(.comma)
      case "%": tokens.append(.percent)
      case "E" where rest.first == "+" || rest.first == "-": tokens.append(.exponent)
      case "A", "a":
        if rest.lowercased().hasPrefix("m/pm") {
          rest = rest.dropFirst(4)
          tokens.append(.half)
        } else {
          tokens.append(.literal(String(character)))
        }
      default:
        let letter = Character(character.lowercased())
        if "ymdhs".contains(letter) {
          let count = rest.prefix { $0.lowercased() == String(letter) }.count
          rest = rest.dropFirst(count)
          tokens.append(.letters(letter, count + 1))
        } else {
          tokens.append(.literal(String(character)))
        }
      }
    }
    return tokens
  }

  private static func pieces(_ tokens: [Token]) -> [Piece] {
    var pieces: [Piece] = []
    for token in tokens {
      switch token {
      case .letters("y", let count): pieces.append(.year(count))
      case .letters("d", let count): pieces.append(.day(count))
      case .letters("h", let count): pieces.append(.hour(count))
      case .letters("s", let count):
        // "m" before seconds is minutes, too.
        if let last = pieces.lastIndex(where: { if case .literal = $0 { false } else { true } }),
          case .month(let count) = pieces[last]
        {
          pieces[last] = .minute(count)
        }
        pieces.append(.second(count))
      case .letters("m", let count):
        let last = pieces.last { if case .literal = $0 { false } else { true } }
        if case .hour = last { pieces.append(.minute(count)) } else { pieces.append(.month(count)) }
      case .half: pieces.append(.half)
      case .literal(let text): pieces.append(.literal(text))
      case .point: pieces.append(.literal("."))
      case .comma: pieces.append(.literal(","))
      default: break
      }
    }
    return pieces
  }

  private static func digits(_ tokens: [Token]) -> Shape {
    var whole: [Character] = []
    var decimals = 0
    var isFraction = false
    var groups = false
    var percent = false
    for token in tokens {
      switch token {
      case .digit(let character): if isFraction { decimals += 1 } else { whole.append(character) }
      case .point: isFraction = true
      case .comma: groups = !isFraction && whole.contains { "0#?".contains($0) }
      case .percent: percent = true
      case .literal(let text): if !isFraction { whole += text }
      case .exponent: return .general
      case .letters, .half: break
      }
    }
    guard whole.contains(where: { "0#?".contains($0) }) || isFraction else { return .general }
    return .digits(whole: whole, decimals: min(decimals, 20), groups: groups, percent: percent)
  }

  // MARK: - Showing

  private static func digits(_ number: Double, _ whole: [Character], _ decimals: Int, _ groups: Bool) -> String {
    let text = format("%.\(decimals)f", abs(number))
    var parts = text.split(separator: ".", maxSplits: 1)
    var digits = parts.isEmpty ? [] : Array(parts.removeFirst())
    let fraction = parts.first.map { "." + $0 } ?? ""
    var shown: [Character] = []
    var count = 0
    func put(_ digit: Character) {
      if groups, count > 0, count.isMultiple(of: 3) { shown.append(",") }
      shown.append(digit)
      count += 1
    }
    let first = whole.firstIndex { "0#?".contains($0) } ?? 0
    for (place, character) in whole.enumerated().reversed() {
      guard "0#?".contains(character) else {
        shown.append(character)
        continue
      }
      if let digit = digits.popLast() { put(digit) } else if character == "0" { put("0") }
      // The leftmost place takes all digits that are left.
      if place == first { while let digit = digits.popLast() { put(digit) } }
    }
    return (number < 0 ? "-" : "") + String(shown.reversed()) + fraction
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  private static let days = ["Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]

  private static func date(_ serial: Double, _ pieces: [Piece]) -> String {
    // To the second, as Excel rounds.
    let seconds = Int((serial * 86_400).rounded())
    let day = seconds / 86_400
    let (year, month, date) = calendarDay(day)
    let (hour, minute, second) = (seconds % 86_400 / 3600, seconds % 3600 / 60, seconds % 60)
    let isHalf = pieces.contains(.half)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return pieces.map { piece in
      switch piece {
      case .year(let count): count <= 2 ? two(year % 100) : "\(year)"
      case .month(let count):
        switch count {
        case 1: "\(month)"
        case 2: two(month)
        case 3: String(months[month - 1].prefix(3))
        case 5: String(months[month - 1].prefix(1))
        default: months[month - 1]
        }
      case .day(let count):
        switch count {
        case 1: "\(date)"
        case 2: two(date)
        case 3: String(days[day % 7].prefix(3))
        default: days[day % 7]
        }
      case .hour(let count):
        count > 1 ? two(isHalf ? (hour + 11) % 12 + 1 : hour) : "\(isHalf ? (hour + 11) % 12 + 1 : hour)"
      case .minute(let count): count > 1 ? two(minute) : "\(minute)"
      case .second(let count): count > 1 ? two(second) : "\(second)"
      case .half: hour < 12 ? "AM" : "PM"
      case .literal(let text): text
      }
    }.joined()
  }

  /// The proleptic Gregorian day of a serial number. Excel counts a 29 February 1900 that never was (§18.17.4.1).
  private static func calendarDay(_ serial: Int) -> (year: Int, month: Int, day: Int) {
    // Days since 0000-03-01, by which leap days come last in a year.
    let days = serial + (serial < 60 ? 1 : 0) + 693_899
    let era = days / 146_097
    let dayOfEra = days % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }
}
