import Logging
import Milter
import Policy
import Quarantine
import Synchronization

/// Notes that mail within the school comes by, and the probes of `postern doctor`. A cloud service hands mail between two
/// of its mailboxes to no gateway by itself, and nothing else would tell.
final class Sightings: Sendable {
  private let store: QuarantineStore
  private let logger: Logger
  private let notedAt = Mutex<Int64>(0)
  /// Once in so many seconds is enough.
  private static let period: Int64 = 600

  init(_ store: QuarantineStore, logger: Logger) {
    self.store = store
    self.logger = logger
  }

  func note(_ judgement: Judgement, _ transaction: Transaction) {
    guard !judgement.decision.isUnseen else { return }
    do throws(QuarantineError) {
      for field in transaction.headers where field.isNamed("Subject") {
        if let probe = ProbeToken(subject: field.text), try store.see(probe) {
          logger.notice("a probe of internal mail has come by", metadata: ["queue": "\(transaction.queueID ?? "-")"])
        }
      }
      guard judgement.facts.isInternal, isDue() else { return }
      try store.noteInternalMail()
    } catch {
      // The mail goes its way all the same.
      logger.error("\(error)")
    }
  }

  private func isDue() -> Bool {
    let now = store.time
    return notedAt.withLock { last in
      // After a jump of the clock, too.
      guard !(last...last + Self.period).contains(now) else { return false }
      last = now
      return true
    }
  }
}

extension MessageFacts {
  /// From somebody of the school to somebody of the school.
  fileprivate var isInternal: Bool {
    sender.kind != .outside && !sender.identity.isEmpty && recipients.contains(where: \.isInternal)
  }
}
