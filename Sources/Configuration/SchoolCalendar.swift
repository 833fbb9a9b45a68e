import Foundation

/// When the school is at work: its terms, days and hours, without those on which it is closed.
public struct SchoolCalendar: Sendable, Equatable {
  /// A day of the week, as `school_days:` names it.
  public enum Weekday: String, CaseIterable, Codable, Sendable, Hashable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday
  }

  /// On whose clock days and hours are read.
  var timeZone = TimeZone.current
  var days: Set<Weekday> = [.monday, .tuesday, .wednesday, .thursday, .friday]
  /// In minutes since midnight.
  var hours = 8 * 60..<17 * 60
  /// In days since 1 January 1970, sorted, none overlapping; empty where nobody has written them down.
  var terms: [ClosedRange<Int>] = []
  /// In days since 1 January 1970.
  var closed: [ClosedRange<Int>] = []

  /// Monday to Friday from 8:00 to 17:00, on the clock of the machine.
  public init() {}

  /// School days after the day of `start`, up to and with the day of `end`: from Friday to Monday it is one.
  /// - Parameters:
  ///   - start, end: Unix time in seconds; days begin at midnight.
  /// - Returns: 0 where `end` is not later.
  public func schoolDays(from start: Int64, to end: Int64) -> Int {
    let first = day(of: start)
    // A clock that is wrong by centuries must not make us count for hours.
    let last = min(day(of: end), first + 10_000)
    guard first < last else { return 0 }
    return ((first + 1)...last).count { isSchoolDay($0) }
  }

  /// School time between two moments: only what lies within the hours of school days counts.
  /// - Parameters:
  ///   - start, end: Unix time in seconds.
  /// - Returns: in seconds; 0 where `end` is not later. What lies more than three years after `start` is not counted.
  public func schoolSeconds(from start: Int64, to end: Int64) -> Int64 {
    guard start < end else { return 0 }
    let first = day(of: start)
    return (first...min(day(of: end), first + 1_100)).reduce(0) { sum, day in
      guard isSchoolDay(day) else { return sum }
      let opens = max(start, time(on: day, minute: hours.lowerBound))
      let closes = min(end, time(on: day, minute: hours.upperBound))
      return sum + max(0, closes - opens)
    }
  }

  /// The moment at which so much school time has passed since another.
  /// - Parameters:
  ///   - start: Unix time in seconds.
  ///   - seconds: of school time, over 0.
  /// - Returns: Unix time in seconds; nil where there is none within three years.
  public func time(after start: Int64, schoolSeconds seconds: Int64) -> Int64? {
    let first = day(of: start)
    var left = seconds
    for day in first...(first + 1_100) where isSchoolDay(day) {
      let opens = max(start, time(on: day, minute: hours.lowerBound))
      let span = max(0, time(on: day, minute: hours.upperBound) - opens)
      if left <= span { return opens + left }
      left -= span
    }
    return nil
  }

  /// The day that is so many school days after the day of a time, at its beginning.
  /// - Returns: Unix time in seconds; nil where there is none within thirty years.
  public func day(after start: Int64, schoolDays: Int) -> Int64? {
    let first = day(of: start)
    var left = schoolDays
    for day in (first + 1)...(first + 11_000) where isSchoolDay(day) {
      left -= 1
      if left <= 0 { return time(on: day, minute: 0) }
    }
    return nil
  }

  /// Outside all terms that are written down nothing counts between them; before the first and after the last every week
  /// counts, so that nothing waits for ever because next year's terms are missing.
  /// - Parameter day: in days since 1 January 1970.
  public func isSchoolDay(_ day: Int) -> Bool {
    // 1 January 1970 was a Thursday: 0 is Monday here.
    let weekday = Weekday.allCases[((day + 3) % 7 + 7) % 7]
    guard days.contains(weekday), !closed.contains(where: { $0.contains(day) }) else { return false }
    guard let first = terms.first, let last = terms.last, (first.lowerBound...last.upperBound).contains(day) else {
      return true
    }
    return terms.contains { $0.contains(day) }
  }

  /// The end of the last day of the last term; Unix time in seconds, nil where no terms are written down.
  public var lastTermEnds: Int64? { terms.last.map { time(on: $0.upperBound + 1, minute: 0) } }

  /// The day on the clock of the people who work here, in days since 1 January 1970.
  public static func day(of time: Int64) -> Int { SchoolCalendar().day(of: time) }

  private func day(of time: Int64) -> Int {
    let local = Double(time) + Double(offset(at: time))
    return Int((local / 86_400).rounded(.down))
  }

  /// Where the clock is put forward over it, as much later as the clock was put forward by.
  private func time(on day: Int, minute: Int) -> Int64 {
    let local = Int64(day) * 86_400 + Int64(minute) * 60
    return local - offset(at: local - offset(at: local))
  }

  private func offset(at time: Int64) -> Int64 {
    Int64(timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time))))
  }
}
