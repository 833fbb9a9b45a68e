import Configuration
import Quarantine

/// What is left of the 72 hours, in words.
struct ClockWords: Sendable, Hashable {
  /// "30 hours left", "Over for 5 hours", "Not running".
  var words: String
  var isOver = false
  /// Less than a day is left.
  var isNear = false
  /// "29 November 2026, 14:05"; empty where none runs.
  var deadline = ""

  init(_ breach: Breach, at time: Int64) {
    guard let clock = breach.clock else {
      words = Self.stopped(breach)
      return
    }
    let left = clock.left(at: time)
    deadline = BritishTime.british.words(clock.deadline)
    isOver = clock.isOver(at: time)
    isNear = !isOver && left <= 24
    words = isOver ? "Overdue by \(Self.hours(max(1, -left)))" : "\(Self.hours(left)) left"
  }

  private static func stopped(_ breach: Breach) -> String {
    if breach.isNearMiss { return "Near miss: no clock" }
    if let told = breach.account.time(.icoTold) { return "ICO told on \(BritishTime.british.date(told))" }
    if breach.account.ico == .notNeeded { return "ICO need not be told" }
    return breach.closedAt == nil ? "Not running" : "Closed"
  }

  private static func hours(_ count: Int) -> String { count == 1 ? "1 hour" : "\(count) hours" }
}
