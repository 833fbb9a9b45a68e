import Configuration
import Delivery
import Foundation
import History
import Logging
import People
import Policy
import Quarantine
import Synchronization

/// Looks after what rests: at the start and once an hour it lets run out what is old, anchors the audit trail in the log,
/// and writes the officers' daily letter; each minute it looks at the deadlines of breaches.
final class CareService: Sendable {
  private let store: QuarantineStore
  private let retention: RetentionRound
  private let digest: DailyDigest
  private let weekly: WeeklyDigest
  private let breaches: BreachLetters
  private let outbox: OutboxService
  private let age: @Sendable (Int64) -> [String]
  private let logger: Logger
  private let wakes = DispatchSemaphore(value: 0)
  private let working = DispatchGroup()
  private let isClosing = Atomic<Bool>(false)
  /// Writer → number of the line that was anchored last.
  private let anchored = Mutex<[String: Int64]>([:])
  /// The day on which the log was last told that records or directory are old.
  private let toldStale = Mutex<CalendarDate?>(nil)
  private let lastCare = Mutex<Int64?>(nil)
  /// In seconds; between two looks at how much the trail has grown.
  private static let period = 60
  private static let roundsAnHour = 3_600 / period
  /// A chain that has grown by so many lines is anchored before the hour is over.
  private static let lines: Int64 = 100

  /// - Parameters:
  ///   - age: what there is to tell, at a time, of records and directory that are old.
  ///   - book: who may open what, now.
  init(
    _ settings: Settings, store: QuarantineStore, facts: FactsReader, history: MailHistory, sending: Outbox,
    outbox: OutboxService,
    writer: NoticeWriter, age: @escaping @Sendable (Int64) -> [String],
    book: @escaping @Sendable () -> AccessBook, logger: Logger
  ) {
    self.age = age
    self.store = store
    self.outbox = outbox
    self.logger = logger
    retention = RetentionRound(settings, store: store, facts: facts, history: history, outbox: sending, writer: writer)
    digest = DailyDigest(settings, store: store, writer: writer)
    weekly = WeeklyDigest(settings, store: store, facts: facts, writer: writer, book: book)
    breaches = BreachLetters(settings, store: store, writer: writer)
  }

  func start() {
    working.enter()
    Thread.detachNewThread { [self] in
      var round = 0
      while !isClosing.load(ordering: .acquiring) {
        anchor(atLeast: round % Self.roundsAnHour == 0 ? 1 : Self.lines)
        if round % Self.roundsAnHour == 0 { care() }
        warnOfBreaches()
        round += 1
        _ = wakes.wait(timeout: .now() + .seconds(Self.period))
      }
      working.leave()
    }
  }

  /// Lets a round come to its end. May be called again.
  func finish(by deadline: DispatchTime) {
    isClosing.store(true, ordering: .releasing)
    wakes.signal()
    _ = working.wait(timeout: deadline)
  }

  /// To be called when nothing is done any more: what happens to the trail while the filter is down shows against it.
  func sayLastWord() { anchor(atLeast: 1) }

  /// When retention last ran; Unix time in seconds, nil before it has.
  var caredAt: Int64? { lastCare.withLock { $0 } }

  private func care() {
    do {
      let report = try retention.run()
      lastCare.withLock { $0 = store.time }
      tell(report)
      var warnings = report.clock == .steady ? [] : ["the clock of the mail server has jumped; is it right now?"]
      let stale = age(store.time)
      if !stale.isEmpty {
        warnings += stale
        let isNew = toldStale.withLock { day in
          defer { day = .today }
          return day != .today
        }
        if isNew { for words in stale { logger.warning("\(words)") } }
      }
      let letters = try digest.writeWhenDue(warnings: warnings) + weekly.writeWhenDue()
      if letters + report.warned + report.stuck > 0 { outbox.wake() }
    } catch {
      logger.error("retention waits for the next hour: \(error)")
    }
  }

  /// Each minute: an hour late would be one of 72 too many.
  private func warnOfBreaches() {
    do {
      if try breaches.warnOfDeadlines() > 0 { outbox.wake() }
    } catch {
      logger.error("the deadlines of breaches cannot be looked at: \(error)")
    }
  }

  private func tell(_ report: RetentionRound.Report) {
    if case .settling(let until, let jump) = report.clock {
      let rest = max(0, until - store.time) / 3_600 + 1
      if let jump {
        logger.error(
          "the clock has jumped by \(jump) seconds, or nothing ran meanwhile: nothing is returned, shredded or deleted by it for a day; see that it is right"
        )
      } else {
        logger.notice("the clock has jumped lately: nothing expires for another \(rest) hours")
      }
      return
    }
    if report.isLegalHold { return logger.notice("legal hold: nothing is returned, shredded or deleted") }
    for problem in report.problems { logger.error("retention: \(problem)") }
    guard
      report.warned + report.returned + report.stuck + report.forgotten + report.facts + report.history
        + report.breaches > 0
        || report.purge != QuarantineStore.Purge()
    else { return }
    logger.notice(
      "retention",
      metadata: [
        "warned": "\(report.warned)", "returned": "\(report.returned)", "stuck": "\(report.stuck)",
        "forgotten": "\(report.forgotten)", "letters": "\(report.purge.letters)",
        "audit": "\(report.purge.auditParts)", "messages": "\(report.purge.messages)", "facts": "\(report.facts)",
        "history": "\(report.history)", "breaches": "\(report.breaches)",
      ])
  }

  /// Writes the heads of chains that have grown into the log, from where the journal takes them out of reach.
  private func anchor(atLeast lines: Int64) {
    do {
      for head in try store.auditHeads() {
        let last = anchored.withLock { $0[head.writer] ?? 0 }
        guard head.number - last >= lines else { continue }
        logger.notice("\(head.anchor)")
        anchored.withLock { $0[head.writer] = head.number }
      }
    } catch {
      logger.error("the audit trail cannot be anchored: \(error)")
    }
  }
}
