import Delivery
import History
import Inspection
import Logging
import MIME
import Policy
import Quarantine

/// Opens a record in the breach register when a message takes an earlier one back, and finds the earlier one.
struct BreachDesk: Sendable {
  let letters: BreachLetters
  let correspondence: Correspondence
  let logger: Logger

  /// Never fails the message: that something is taken back is good news.
  /// - Returns: whether letters wait in the outbox.
  func open(_ judgement: Judgement, _ origin: Origin) -> Bool {
    let earlier = correspondence.withdraw(judgement)
    let headers = judgement.facts.inspection.headers
    let record = BreachRecord(
      cause: .retraction, sender: origin.identity, subject: headers.subject, messageID: headers.messageID,
      queueID: origin.queueID, recipients: judgement.facts.recipients.count,
      earlier: earlier.map {
        BreachRecord.Earlier(
          time: $0.time, queueID: $0.queueID, recipients: $0.readerCount, files: $0.fileCount,
          isAnswered: $0.isAnswered)
      },
      hiddenFrom: judgement.hiddenFrom + letters.officers.filter { correspondence.isHidden(earlier, from: $0) })
    do {
      guard let id = try letters.open(record) else { return false }
      logger.notice("a breach record is open", metadata: ["breach": "\(id)", "queue": "\(origin.queueID ?? "-")"])
      return true
    } catch {
      logger.error("a breach record could not be opened: \(error)")
      return false
    }
  }
}
