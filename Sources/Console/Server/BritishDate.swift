import Foundation

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

  private static func format(_ seconds: Int64, _ pattern: String) -> String {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_GB")
    format.timeZone = TimeZone(identifier: "Europe/London") ?? .current
    format.dateFormat = pattern
    return format.string(from: Date(timeIntervalSince1970: TimeInterval(seconds)))
  }
}
