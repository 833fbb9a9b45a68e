import Glibc

/// Which days are school days: Monday to Friday without those on which the school is closed.
public struct SchoolCalendar: Sendable, Equatable {
  /// In days since 1 January 1970.
  var closed: [ClosedRange<Int>] = []

  public init() {}

  /// School days after the day of `start`, up to and with the day of `end`: from Friday to Monday it is one.
  /// - Parameters:
  ///   - start, end: Unix time in seconds; days begin at midnight in the machine's time zone.
  /// - Returns: 0 where `end` is not later.
  public func schoolDays(from start: Int64, to end: Int64) -> Int {
    let first = Self.day(of: start)
    // A clock that is wrong by centuries must not make us count for hours.
    let last = min(Self.day(of: end), first + 10_000)
    guard first < last else { return 0 }
    return ((first + 1)...last).count { isSchoolDay($0) }
  }

  /// The day that is so many school days after the day of a time, at its beginning on the machine's clock.
  /// - Returns: Unix time in seconds; nil where there is none within thirty years.
  public func day(after start: Int64, schoolDays: Int) -> Int64? {
    let first = Self.day(of: start)
    var left = schoolDays
    for day in (first + 1)...(first + 11_000) where isSchoolDay(day) {
      left -= 1
      if left <= 0 { return Self.start(of: day) }
    }
    return nil
  }

  private static func start(of day: Int) -> Int64 {
    var parts = tm()
    // mktime(3) takes days beyond the end of a month.
    (parts.tm_year, parts.tm_mon, parts.tm_mday, parts.tm_isdst) = (70, 0, Int32(day) + 1, -1)
    return Int64(mktime(&parts))
  }

  /// - Parameter day: in days since 1 January 1970.
  public func isSchoolDay(_ day: Int) -> Bool {
    // 1 January 1970 was a Thursday: 0 is Monday here.
    let weekday = ((day + 3) % 7 + 7) % 7
    return weekday < 5 && !closed.contains { $0.contains(day) }
  }

  /// The day on the clock of the people who work here, in days since 1 January 1970.
  public static func day(of time: Int64) -> Int {
    var seconds = time_t(time)
    var parts = tm()
    localtime_r(&seconds, &parts)
    return number(year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
  }

  /// Counted as if years began in March, so that a leap day is the last of its year.
  private static func number(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let inYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return year * 365 + year / 4 - year / 100 + year / 400 + inYear - 719_468
  }

  static func read(_ value: YAMLValue?) throws(ConfigurationError) -> SchoolCalendar {
    var calendar = SchoolCalendar()
    guard var map = try value?.map() else { return calendar }
    for item in try map.optional("closed")?.list() ?? [] {
      let text = try item.string()
      let words = text.split(separator: "..", omittingEmptySubsequences: false).map { day(iso: $0) }
      guard words.count <= 2, let first = words[0], let last = words[words.count - 1], first <= last else {
        throw item.error("'\(text)' is no day and no range of days: write 2027-02-15 or 2026-12-21..2027-01-01")
      }
      calendar.closed.append(first...last)
    }
    try map.finish()
    return calendar
  }

  /// ISO 8601 §5.2.1.1, the extended format; nil for a day that does not exist.
  private static func day(iso text: Substring) -> Int? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == 0x2D || ($0 >= 0x30 && $0 <= 0x39) }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month), day >= 1
    else { return nil }
    let number = number(year: year, month: month, day: day)
    let next =
      month == 12 ? self.number(year: year + 1, month: 1, day: 1) : self.number(year: year, month: month + 1, day: 1)
    return number < next ? number : nil
  }
}
