import Configuration
import Foundation

/// Dates as the pages show them, in the words that letters and the register use: "26 November 2026, 14:05".
enum BritishDate {
  /// - Parameter seconds: Unix time.
  static func day(_ seconds: Int64) -> String { BritishTime.british.date(seconds) }

  static func time(_ seconds: Int64) -> String { BritishTime.british.words(seconds) }

  /// "14:05:30", for what ends within minutes.
  static func clock(_ seconds: Int64) -> String { BritishTime.british.clock(seconds) }

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
}

extension BritishTime {
  /// As everybody in the school reads and types it, wherever the server stands.
  static let british = BritishTime(.british)
}

extension TimeZone {
  static let british = TimeZone(identifier: "Europe/London") ?? .current
}
