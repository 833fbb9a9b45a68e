public import Foundation

/// Times as people here write and read them: "26 November 2026, 14:05".
public struct BritishTime: Sendable {
  private let calendar: Calendar

  /// - Parameter timeZone: nil for the system's.
  public init(_ timeZone: TimeZone? = nil) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone ?? .current
    self.calendar = calendar
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]

  /// - Parameter time: Unix time in seconds.
  public func words(_ time: Int64) -> String {
    let parts = parts(time)
    return "\(date(time)), \(Self.two(parts.hour)):\(Self.two(parts.minute))"
  }

  /// The day alone: "26 November 2026".
  public func date(_ time: Int64) -> String {
    let parts = parts(time)
    return "\(parts.day ?? 1) \(Self.months[((parts.month ?? 1) - 1) % 12]) \(parts.year ?? 1970)"
  }

  /// The time of day with its seconds: "14:05:30".
  public func clock(_ time: Int64) -> String {
    let parts = parts(time)
    return "\(Self.two(parts.hour)):\(Self.two(parts.minute)):\(Self.two(parts.second))"
  }

  /// Sorts as text: "2026-11-26 14:05", for tables that a spreadsheet opens.
  public func sortable(_ time: Int64) -> String {
    let parts = parts(time)
    let day = "\(parts.year ?? 1970)-\(Self.two(parts.month))-\(Self.two(parts.day))"
    return "\(day) \(Self.two(parts.hour)):\(Self.two(parts.minute))"
  }

  /// Reads a time as people type it: "26/11/2026 14:05", "2026-11-26 14:05", "26 November 2026, 14:05" (the month may be
  /// cut short), each also without the clock, which is then midnight; or seconds of Unix time, ten digits.
  /// - Returns: Unix time in seconds; nil for what is no such time, or no day of the calendar.
  public func read(_ text: String) -> Int64? {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    if text.count == 10, let seconds = Int64(text) { return seconds }
    let written =
      #/(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[\/.\h](\d{1,2}|[A-Za-z]{3,9})[\/.\h](\d{4}))(?:(?:T|,?\h+(?:at\h+)?)(\d{1,2}):(\d{2}))?/#
    guard let match = text.wholeMatch(of: written) else { return nil }
    let (_, year, month, day, d, m, y, hour, minute) = match.output
    var parts = DateComponents()
    if let year, let month, let day {
      (parts.year, parts.month, parts.day) = (Int(year), Int(month), Int(day))
    } else if let d, let m, let y {
      let word = m.lowercased()
      let named = Self.months.firstIndex { word.count >= 3 && $0.lowercased().hasPrefix(word) }.map { $0 + 1 }
      (parts.year, parts.month, parts.day) = (Int(y), Int(word) ?? named, Int(d))
    }
    (parts.hour, parts.minute) = (hour.flatMap { Int($0) } ?? 0, minute.flatMap { Int($0) } ?? 0)
    // The calendar would take 31 November for 1 December, and 25:00 for the next day.
    guard let found = calendar.date(from: parts),
      calendar.dateComponents([.year, .month, .day, .hour, .minute], from: found) == parts
    else { return nil }
    return Int64(found.timeIntervalSince1970)
  }

  private func parts(_ time: Int64) -> DateComponents {
    calendar.dateComponents(
      [.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: Double(time)))
  }

  private static func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
}
