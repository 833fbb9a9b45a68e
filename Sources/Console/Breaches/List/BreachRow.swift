import Configuration
import Policy
import Quarantine
import Register

/// A line of the register's list, as one reader may see it.
struct BreachRow: Sendable {
  var reference: String
  var path: String
  var what: String
  var detail: String
  var hasDetail: Bool
  var schoolName: String
  var since: String
  var state: String
  var until: String
  var hasUntil: Bool
  var isGrave: Bool

  init(_ view: RegisterView, school: String, at time: Int64) {
    let breach = view.breach
    let clock = ClockWords(breach, at: time)
    reference = "\(breach.id)"
    path = BreachVisit.path(breach.id)
    let isSeen = view.sight.mayWrite
    let how = view.value(.how)
    what = how.isEmpty ? breach.record.cause.words.capitalisedFirst : how
    let words = view.sight == .whole && !breach.record.subject.isEmpty ? breach.record.subject : view.value(.what)
    detail = words.shortened()
    if let ending = breach.record.nearMiss {
      what = ending.rawValue.capitalisedFirst
      detail = [view.value(.what), view.value(.data)].filter { !$0.isEmpty }.joined(separator: ": ").shortened()
    }
    if !isSeen { (what, detail) = ("You reported it", "") }
    hasDetail = !detail.isEmpty
    schoolName = school
    since = BritishTime.british.date(breach.openedAt)
    if !isSeen {
      state =
        breach.closedAt == nil ? "Being looked into" : "Closed on \(BritishTime.british.date(breach.closedAt ?? 0))"
      (until, isGrave) = ("", false)
    } else if let closed = breach.closedAt {
      state = breach.isNearMiss ? "" : "Closed on \(BritishTime.british.date(closed))"
      (until, isGrave) = ("", false)
    } else {
      (state, until, isGrave) = (clock.words, clock.deadline, clock.isOver || clock.isNear)
    }
    hasUntil = !until.isEmpty
    if hasUntil { until = (clock.isOver ? "ended on " : "until ") + until }
  }
}

extension String {
  /// "an officer entered it" → "An officer entered it".
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
