import Foundation

extension SchoolCalendar {
  static func read(_ value: YAMLValue?) throws(ConfigurationError) -> SchoolCalendar {
    var calendar = SchoolCalendar()
    guard var map = try value?.map() else { return calendar }
    if let list = map.optional("days") {
      var days: Set<Weekday> = []
      for item in try list.list() { days.insert(try item.oneOf()) }
      guard !days.isEmpty else { throw list.error("a school without a school day: name at least one, like monday") }
      calendar.days = days
    }
    if let hours = map.optional("hours") { calendar.hours = try Self.hours(hours) }
    for item in try map.optional("terms")?.list() ?? [] {
      let term = try range(item)
      if let before = calendar.terms.last, term.lowerBound <= before.upperBound {
        throw item.error("this term begins before the one above it has ended: write them in order, none overlapping")
      }
      calendar.terms.append(term)
    }
    for item in try map.optional("closed")?.list() ?? [] { calendar.closed.append(try range(item)) }
    try map.finish()
    return calendar
  }

  /// "8:00-17:00".
  private static func hours(_ value: YAMLValue) throws(ConfigurationError) -> Range<Int> {
    let text = try value.string()
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { minute($0) }
    guard ends.count == 2, let first = ends[0], let last = ends[1], first < last else {
      throw value.error("'\(text)' are no hours of a day: write them like 8:00-17:00")
    }
    return first..<last
  }

  private static func minute(_ text: Substring) -> Int? {
    guard let match = text.wholeMatch(of: #/\h*(\d{1,2}):(\d{2})\h*/#), let hour = Int(match.1),
      let minute = Int(match.2),
      minute < 60, hour * 60 + minute <= 24 * 60
    else { return nil }
    return hour * 60 + minute
  }

  /// In days since 1 January 1970.
  private static func range(_ item: YAMLValue) throws(ConfigurationError) -> ClosedRange<Int> {
    let text = try item.string()
    let days = text.components(separatedBy: "..").map { day($0) }
    guard days.count <= 2, let first = days[0], let last = days[days.count - 1], first <= last else {
      throw item.error(
        "'\(text)' is no day and no range of days: write 2027-02-15 or 2026-12-21..2027-01-01 (or 15 February 2027)")
    }
    return first...last
  }

  /// A day as people type it (`BritishTime.read`), without a clock; nil for one that does not exist.
  private static func day(_ text: String) -> Int? {
    guard !text.contains(":"), text.contains(where: { "-/. ".contains($0) }),
      let time = BritishTime(.gmt).read(text)
    else { return nil }
    return Int((Double(time) / 86_400).rounded(.down))
  }
}
