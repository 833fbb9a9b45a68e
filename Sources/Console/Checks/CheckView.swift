import Delivery
import Policy
import Quarantine

/// What `checks/progress` shows: how far the check of an email's addresses has come that a rule asks for.
struct CheckView: Sendable {
  struct Asked: Sendable {
    var who: String
    var people: [String]
  }

  var words: String
  var isRefused: Bool
  /// What who refused has written.
  var reason: String
  var hasReason: Bool
  var asked: [Asked]
  var hasAsked: Bool
  var next: String
  var hasNext: Bool

  init(_ progress: CheckProgress) {
    isRefused = progress.isRefused
    reason = progress.answer?.reason ?? ""
    hasReason = !reason.isEmpty
    let isOpen = progress.isOpen
    asked = isOpen ? progress.asked.map { Asked(who: $0.step.words, people: $0.people) } : []
    if isOpen, !progress.askedBySender.isEmpty {
      asked.append(Asked(who: "Asked by the sender", people: progress.askedBySender.map(\.colleague)))
    }
    asked.removeAll { $0.people.isEmpty }
    hasAsked = !asked.isEmpty
    next = ""
    if let step = progress.next, let time = progress.nextAt {
      next = "If nobody answers by \(BritishDate.time(time)), \(step.asWell) are asked, too."
    }
    hasNext = !next.isEmpty
    let who = progress.answer?.by ?? "A colleague"
    let when = progress.answer.map { " on \(BritishDate.time($0.time))" } ?? ""
    words =
      if progress.isConfirmed {
        "\(who) confirmed the addresses\(when)."
      } else if progress.isRefused {
        "\(who) did not confirm the addresses\(when)."
      } else if progress.asked.isEmpty {
        "A colleague has to confirm the addresses. Those who may are asked within a minute."
      } else {
        "A colleague has to confirm the addresses. Nobody has answered since \(BritishDate.time(progress.askedAt))."
      }
  }
}

extension CheckStep {
  fileprivate var words: String {
    switch self {
    case .checkers: "Asked first"
    case .deputies: "Those who stand in for them"
    case .officers: "Officers"
    }
  }

  fileprivate var asWell: String {
    switch self {
    case .checkers: "those who may check"
    case .deputies: "those who stand in for them"
    case .officers: "the officers"
    }
  }
}
