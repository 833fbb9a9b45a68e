import Configuration
import Foundation

/// A week from Monday to Sunday, on the clock of the people who work here.
public struct Week: Hashable, Sendable, Comparable {
  /// Weeks since the one of Monday, 29 December 1969.
  public let number: Int

  /// The week of a time.
  /// - Parameter time: Unix time in seconds.
  public init(of time: Int64) { number = Int((Double(SchoolCalendar.day(of: time) + 3) / 7).rounded(.down)) }

  init(number: Int) { self.number = number }

  public static func < (a: Week, b: Week) -> Bool { a.number < b.number }

  /// "23 Nov", of its Monday.
  public var label: String { Self.format("d MMM", monday) }
  /// "23 November 2026", of its Monday.
  public var name: String { Self.format("d MMMM yyyy", monday) }

  private var monday: Int { number * 7 - 3 }

  private static func format(_ pattern: String, _ day: Int) -> String {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_GB")
    format.timeZone = TimeZone(secondsFromGMT: 0)
    format.dateFormat = pattern
    return format.string(from: Date(timeIntervalSince1970: Double(day) * 86_400))
  }
}
