public import Configuration
public import History
import Policy
public import Quarantine

/// Once an hour: what has waited for long enough goes back to its sender and is shredded, after a warning; what was kept
/// for long enough is deleted. Nothing of that under a legal hold, nor while the clock cannot be trusted.
public struct RetentionRound: Sendable {
  /// The name on the audit trail.
  static let actor = QuarantineStore.retentionActor

  /// What a round did.
  public struct Report: Hashable, Sendable {
    public var clock: ClockState
    public var isLegalHold = false
    public var warned = 0
    /// Given back to their senders, or on their way there.
    public var returned = 0
    /// Their time is over, and nobody is there to give them back to.
    public var stuck = 0
    /// Released messages whose content is shredded.
    public var forgotten = 0
    public var purge = QuarantineStore.Purge()
    public var facts = 0
    /// Pairs of a sender and a recipient that were not used for long.
    public var history = 0
    /// Breach records that were deleted, their years being over.
    public var breaches = 0
    /// What went wrong with single messages, in words that name nobody; the others were served.
    public var problems: [String] = []
  }

  private let store: QuarantineStore
  private let facts: FactsReader
  private let history: MailHistory?
  private let giveBack: Return
  private let writer: NoticeWriter
  private let settings: Settings
  private let retention: Retention
  private let calendar: SchoolCalendar

  /// - Parameter outbox: sends what is given back.
  public init(
    _ settings: Settings, store: QuarantineStore, facts: FactsReader, history: MailHistory? = nil, outbox: Outbox,
    writer: NoticeWriter
  ) {
    self.history = history
    self.store = store
    self.facts = facts
    self.writer = writer
    giveBack = Return(store: store, outbox: outbox, writer: writer)
    self.settings = settings
    retention = settings.retention
    calendar = settings.schoolCalendar
  }

  /// - Throws: `DeliveryError` when the store cannot be read or written; the next round tries again.
  public func run() throws(DeliveryError) -> Report {
    do {
      var report = Report(clock: try store.watchClock(), isLegalHold: retention.legalHold)
      guard report.clock == .steady, !report.isLegalHold else { return report }
      for message in try store.agedMessages() {
        do {
          try serve(message, &report)
        } catch {
          report.problems.append("\(message.id): \(error)")
        }
      }
      try forget(&report)
      let year: Int64 = 366 * 86_400
      report.purge = try store.purge(
        outbox: Int64(retention.outboxDays) * 86_400, personal: Int64(retention.auditYears) * year)
      report.breaches = try store.forgetBreaches(before: store.time - Int64(retention.breachRegisterYears) * year)
      report.facts = try facts.delete(before: store.time - Int64(retention.factsDays) * 86_400)
      do {
        report.history =
          try history?.forget(before: store.time - Int64(retention.historyDays) * 86_400, now: store.time) ?? 0
      } catch {
        report.problems.append("\(error)")
      }
      return report
    } catch let error as QuarantineError {
      throw .store(error)
    } catch let error as DeliveryError {
      throw error
    } catch {
      throw .reinjection(.unreadable("\(error)"))
    }
  }

  private func serve(_ message: AgedMessage, _ report: inout Report) throws {
    let waited = calendar.schoolDays(from: message.heldAt, to: store.time)
    guard waited >= retention.heldSchoolDays - retention.warnSchoolDays else { return }
    guard let whole = try store.show(message.id).message else { return }
    guard NoticedMessage(whole).mayBeAnswered(from: writer.from) else {
      guard waited >= retention.heldSchoolDays else { return }
      return try tellStuck(message.id, whole, &report)
    }
    guard let warnedAt = message.warnedAt else {
      // Also where the filter was off meanwhile: nobody loses the time that the warning promises.
      try warn(message.id, whole)
      report.warned += 1
      return
    }
    guard waited >= retention.heldSchoolDays,
      calendar.schoolDays(from: warnedAt, to: store.time) >= retention.warnSchoolDays
    else { return }
    // What is damaged stays, and is told each hour, until somebody has looked.
    try store.checkContent(message.id)
    switch try giveBack.giveBack(message.id, by: Self.actor, reason: "nobody decided in \(waited) school days") {
    case .sent, .waits, .taken: report.returned += 1
    case .failed(let error): report.problems.append("\(message.id) is held again: \(error)")
    case .uncertain(let problem):
      report.problems.append("nobody can tell whether \(message.id) went back to its sender: \(problem)")
    }
  }

  private func warn(_ id: HeldID, _ message: HeldMessage) throws {
    let days = retention.warnSchoolDays
    var letters = try NoticedMessage(message).told(to: store.linkHolders(of: id, to: .mend)).map {
      writer.expiring($0, id: id, days: days, link: writer.link(for: $0.sender, to: .mend))
    }
    letters += writer.officers(for: message, among: settings.officers(forMailOf: message.identity)).map {
      writer.expiring(message, id: id, days: days, to: $0)
    }
    try store.warn(id, letters.map { try writer.draft($0, purpose: "expiring \(id) \($0.to)") })
  }

  private func tellStuck(_ id: HeldID, _ message: HeldMessage, _ report: inout Report) throws {
    let day = SchoolCalendar.day(of: store.time)
    let letters = writer.officers(for: message, among: settings.officers(forMailOf: message.identity)).map {
      writer.stuck(message, id: id, to: $0)
    }
    try store.queue(letters.map { try writer.draft($0, purpose: "stuck \(id) \(day) \($0.to)") }, about: id)
    report.stuck += 1
  }

  private func forget(_ report: inout Report) throws {
    for (id, releasedAt) in try store.releasedWithContent()
    where calendar.schoolDays(from: releasedAt, to: store.time) >= retention.heldSchoolDays {
      try store.forget(id)
      report.forgotten += 1
    }
  }
}
