import Configuration
public import Policy
public import Quarantine
import Spool

/// How far the check of a held message's addresses has come, for its sender and its officers.
public struct CheckProgress: Hashable, Sendable {
  /// Who was asked together.
  public struct Step: Hashable, Sendable {
    public var step: CheckStep
    /// Addresses, lower case, sorted; empty where nobody is left to ask, and without a sign-in.
    public var people: [String]
  }

  /// Those who were asked so far; empty until somebody was, which takes no longer than a minute.
  public var asked: [Step]
  /// When the last of them were; Unix time in seconds.
  public var askedAt: Int64
  /// Whom the sender has asked in particular.
  public var askedBySender: [CheckAsk]
  /// Who is asked next where nobody answers; nil where nobody is left, and once there is an answer.
  public var next: CheckStep?
  /// When that is, by school time; Unix time in seconds.
  public var nextAt: Int64?
  /// What a colleague has said; nil until then, and without a sign-in.
  public var answer: ColleagueCheck.Answer?
  public var isConfirmed: Bool
  public var isRefused: Bool

  /// Nobody has said yet whether the addresses are right.
  public var isOpen: Bool { !isConfirmed && !isRefused }

  /// The same without a name or a word of anybody.
  public var unnamed: CheckProgress {
    var progress = self
    progress.asked = asked.map { Step(step: $0.step, people: []) }
    progress.askedBySender = []
    progress.answer = nil
    return progress
  }
}

extension Desk {
  /// How far the check of its addresses has come that a rule asks for.
  /// - Parameters:
  ///   - message: as it is stored, while it waits.
  ///   - access: of it.
  /// - Returns: nil where none is asked for.
  public func checkProgress(
    of id: HeldID, _ message: HeldMessage, _ access: MessageAccess
  ) throws(DeskError) -> CheckProgress? {
    let (found, asks) = try acting(on: id) { () throws(QuarantineError) in
      (try store.check(of: id), try store.checkAsks(of: id))
    }
    guard let check = found else { return nil }
    let steps = CheckStep.allCases.map {
      CheckProgress.Step(step: $0, people: book.checkers(of: access, to: message.addresses, at: $0))
    }
    let reached = check.step.flatMap { step in steps.firstIndex { $0.step == step } }
    let next = reached.flatMap { reached in steps[(reached + 1)...].first { !$0.people.isEmpty || $0.step.next == nil }
    }
    let settings = book.settings
    var progress = CheckProgress(
      asked: reached.map { steps[...$0].filter { !$0.people.isEmpty || $0.step == check.step } } ?? [],
      askedAt: check.steppedAt, askedBySender: asks, next: next?.step,
      nextAt: settings.schoolCalendar.time(
        after: check.steppedAt, schoolSeconds: settings.fourEyes.escalateAfter),
      answer: check.answer, isConfirmed: check.isConfirmed, isRefused: check.answer?.isConfirmed == false)
    if progress.next == nil || !progress.isOpen { (progress.next, progress.nextAt) = (nil, nil) }
    return progress
  }
}
