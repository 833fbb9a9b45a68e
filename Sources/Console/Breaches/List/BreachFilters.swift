import Foundation
import Hummingbird
import Quarantine

/// What of the register a list is asked to show, as its address says it. Nothing personal stands in it.
struct BreachFilters: Sendable, Hashable {
  enum Part: String, CaseIterable, Sendable {
    case open, closed
    case nearMisses = "near-misses"

    var words: String {
      switch self {
      case .open: "Open"
      case .closed: "Closed"
      case .nearMisses: "Near misses"
      }
    }
  }

  var part = Part.open
  var school = ""
  var how = ""
  var clock = ""
  /// Of near misses, in days; 0 for all.
  var days = 90
  /// From 1.
  var page = 1

  static let pageSize = 50
  static let clocks: [(value: String, label: String)] = [
    ("", "Any"), ("over", "Overdue"), ("near", "Less than 24 hours left"), ("none", "Not running"),
  ]
  static let ages: [(value: String, label: String)] = [
    ("90", "The last 90 days"), ("30", "The last 30 days"), ("365", "The last year"), ("0", "All"),
  ]

  /// - Parameter field: the value of a name; nil where it is missing.
  init(_ field: (String) -> String?) {
    part = field("part").flatMap { Part(rawValue: $0) } ?? .open
    school = field("school") ?? ""
    how = field("how") ?? ""
    clock = field("clock") ?? ""
    days = field("days").flatMap { Int($0) }.map { max(0, min($0, 36_500)) } ?? 90
    page = max(1, min(field("page").flatMap { Int($0) } ?? 1, 100_000))
  }

  /// Whether anything but the part is asked for.
  var isNarrow: Bool { !school.isEmpty || !how.isEmpty || !clock.isEmpty }

  /// - Parameter time: Unix time in seconds.
  func matches(_ breach: Breach, school name: String?, at time: Int64) -> Bool {
    guard school.isEmpty || name == school else { return false }
    guard how.isEmpty || breach.account.how?.rawValue == how else { return false }
    guard part == .open, !clock.isEmpty else { return true }
    let words = ClockWords(breach, at: time)
    switch clock {
    case "over": return words.isOver
    case "near": return words.isNear
    case "none": return breach.clock == nil
    default: return true
    }
  }

  func path(_ part: Part? = nil, page: Int = 1) -> String {
    var pairs = [("part", (part ?? self.part).rawValue)]
    if part == nil || part == self.part {
      pairs += [("school", school), ("how", how), ("clock", clock), ("days", days == 90 ? "" : "\(days)")]
      if page > 1 { pairs.append(("page", "\(page)")) }
    }
    let query = pairs.filter { !$1.isEmpty }.map { name, value in
      "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["-", ".", "_"])) ?? "")"
    }
    return "/breaches?" + query.joined(separator: "&")
  }
}
