import Foundation
import Synchronization

/// Dates as people here write them (GOV.UK style guide): "26 November 2026", "26 November 2026, 2:05pm".
enum BritishDate {
  /// - Parameter seconds: Unix time.
  static func day(_ seconds: Int64) -> String { format(seconds, "d MMMM yyyy") }

  static func time(_ seconds: Int64) -> String {
    format(seconds, "d MMMM yyyy, h:mm") + format(seconds, "a").lowercased()
  }

  /// "2:05:30pm", for what ends within minutes.
  static func clock(_ seconds: Int64) -> String { format(seconds, "h:mm:ss") + format(seconds, "a").lowercased() }

  /// "3 hours ago", for lists.
  static func ago(_ seconds: Int64, now: Int64) -> String {
    let span = max(0, now - seconds)
    func words(_ count: Int64, _ unit: String) -> String { "\(count) \(unit)\(count == 1 ? "" : "s") ago" }
    switch span {
    case ..<60: return "just now"
    case ..<3_600: return words(span / 60, "minute")
    case ..<86_400: return words(span / 3_600, "hour")
    case ..<(14 * 86_400): return words(span / 86_400, "day")
    default: return day(seconds)
    }
  }

  /// By their pattern: making one costs more than a row of a list.
  private static let formatters = Mutex<[String: DateFormatter]>([:])

  private static func format(_ seconds: Int64, _ pattern: String) -> String {
    formatters.withLock { formatters in
      let formatter = formatters[pattern] ?? formatter(pattern)
      formatters[pattern] = formatter
      return formatter.string(from: Date(timeIntervalSince1970: TimeInterval(seconds)))
    }
  }

  private static func formatter(_ pattern: String) -> DateFormatter {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_GB")
    formatter.timeZone = TimeZone(identifier: "Europe/London") ?? .current
    formatter.dateFormat = pattern
    return formatter
  }
}
