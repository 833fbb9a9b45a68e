/// How long messages waited for a decision.
public struct Spans: Hashable, Sendable {
  /// In seconds, rising.
  private let sorted: [Int64]

  init(_ spans: [Int64]) { sorted = spans.sorted() }

  public var count: Int { sorted.count }
  /// In seconds.
  public var sum: Int64 { sorted.reduce(0, +) }
  /// Half waited no longer; in seconds, nil for none.
  public var median: Int64? { quantile(0.5) }
  /// Nine in ten waited no longer; in seconds, nil for none.
  public var p90: Int64? { quantile(0.9) }

  /// The smallest that is not exceeded by that share of all (nearest rank).
  private func quantile(_ share: Double) -> Int64? {
    sorted.isEmpty ? nil : sorted[max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
  }

  /// "4 minutes", "3 hours", "2 days".
  public static func words(_ seconds: Int64) -> String {
    func words(_ count: Int64, _ unit: String) -> String { "\(count) \(unit)\(count == 1 ? "" : "s")" }
    switch seconds {
    case ..<60: return "less than a minute"
    case ..<7_200: return words(seconds / 60, "minute")
    case ..<172_800: return words(seconds / 3_600, "hour")
    default: return words(seconds / 86_400, "day")
    }
  }
}
