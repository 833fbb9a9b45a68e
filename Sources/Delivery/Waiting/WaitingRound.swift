import Configuration
public import Policy
public import Quarantine

/// Every few seconds: who is to check addresses is asked, and the next where those before have not answered; and what has
/// nothing more to wait for goes on, once. Whatever runs it, and however often: each step is one transaction.
public struct WaitingRound {
  /// What a round did.
  public struct Report: Hashable, Sendable {
    /// Checks that were asked for, or went one step on.
    public var asked = 0
    /// Messages that were put into the outbox.
    public var sent = 0
    /// What went wrong with single messages, in words that name nobody; the others were served.
    public var problems: [String] = []
  }

  private let store: QuarantineStore
  private let book: AccessBook
  private let writer: NoticeWriter
  private let protect: (HeldID) throws -> Bool

  /// - Parameter protect: makes the form under a password of a held message; false where that cannot be.
  public init(
    store: QuarantineStore, book: AccessBook, writer: NoticeWriter, protect: @escaping (HeldID) throws -> Bool
  ) {
    self.store = store
    self.book = book
    self.writer = writer
    self.protect = protect
  }

  /// - Throws: `DeliveryError` when the store cannot be read; the next round tries again.
  public func run() throws(DeliveryError) -> Report {
    var report = Report()
    do {
      let checks = try store.openChecks()
      var cases: Set<HeldID> = []
      for check in checks {
        do {
          if try ask(check, &cases) { report.asked += 1 }
        } catch {
          report.problems.append("\(check.held): \(error)")
        }
      }
      for id in try store.dueTimedHolds() {
        do {
          if try send(id) { report.sent += 1 }
        } catch {
          report.problems.append("\(id): \(error)")
        }
      }
    } catch {
      throw .store(error)
    }
    return report
  }

  /// - Parameter cases: of which somebody is asked already: one letter is enough for one decision (D21).
  private func ask(_ check: ColleagueCheck, _ cases: inout Set<HeldID>) throws -> Bool {
    let detail = try store.show(check.held)
    let isFirst = cases.insert(detail.summary.caseID).inserted
    if check.step != nil {
      let waited = book.settings.schoolCalendar.schoolSeconds(from: check.steppedAt, to: store.time)
      guard waited >= book.settings.fourEyes.escalateAfter else { return false }
    }
    guard let message = detail.message, let (step, people) = next(after: check, message) else { return false }
    var letters: [Notice] = []
    if isFirst {
      letters = people.map {
        writer.checkWaits(check.held, message, step: step, isLate: check.step != nil, to: $0)
      }
      let noticed = NoticedMessage(message)
      if check.step != nil || people.isEmpty, noticed.mayBeAnswered(from: writer.from) {
        letters.append(writer.checkPassedOn(noticed, id: check.held, step: step, isNobody: people.isEmpty))
      }
    }
    return try store.advance(
      check, to: step,
      letters: letters.map { try writer.draft($0, purpose: "check \(check.held) \(step.rawValue) \($0.to)") })
  }

  /// The next step at which there is somebody; the last one in any case.
  private func next(after check: ColleagueCheck, _ message: HeldMessage) -> (CheckStep, [String])? {
    let access = message.access(in: book.settings.organisation)
    var step = check.step.map(\.next) ?? .checkers
    while let current = step {
      let people = book.checkers(of: access, to: message.addresses, at: current)
      if !people.isEmpty || current == .officers { return (current, people) }
      step = current.next
    }
    return nil
  }

  private func send(_ id: HeldID) throws -> Bool {
    guard let message = try store.show(id).message else { return false }
    do {
      if (message.copies ?? []).contains(where: { $0.isProtected == true }), !store.hasProtectedForm(id),
        try !protect(id)
      {
        throw CannotProtect()
      }
      _ = try store.queueCopies([id], by: Self.actor, reason: "nothing more held it")
      return true
    } catch let error as QuarantineError where error.kind != .notProtected {
      // Somebody was faster.
      if case .wrongState = error.kind { return false }
      throw error
    } catch {
      // Never in clear: from here on a person decides.
      try store.stopTimedHold(id, reason: "it could not be protected")
      try store.queue(
        book.deciders(on: message.access(in: book.settings.organisation)).map {
          try writer.draft(writer.waiting(message, id: id, to: $0), purpose: "unprotected \(id) \($0)")
        }, about: id)
      return false
    }
  }

  /// On the audit trail.
  public static let actor = "filter"

  private struct CannotProtect: Error {}
}
