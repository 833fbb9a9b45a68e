import Delivery
import Foundation
import Glibc
import History
import Inspection
import Logging
import MIME
import Milter
import Policy
import Quarantine

/// Opens a record in the breach register when a message takes an earlier one back, and finds the earlier one.
struct BreachDesk: Sendable {
  let letters: BreachLetters
  let correspondence: Correspondence
  let logger: Logger

  /// Never fails the message: that it is being taken back is good news.
  /// - Returns: whether letters wait in the outbox.
  func open(_ judgement: Judgement, _ transaction: Transaction, _ origin: Origin) -> Bool {
    let answered = transaction.headers.filter { $0.isNamed("In-Reply-To") || $0.isNamed("References") }
      .flatMap { MessageIdentifiers.all(in: $0.text) }
    let earlier = correspondence.withdraw(judgement, answering: answered)
    let headers = judgement.facts.inspection.headers
    let record = BreachRecord(
      cause: .retraction, sender: origin.identity, subject: headers.subject, messageID: headers.messageID,
      queueID: origin.queueID, recipients: judgement.facts.recipients.count,
      earlier: earlier.map {
        BreachRecord.Earlier(
          time: $0.time, queueID: $0.queueID, recipients: $0.readerCount, files: $0.fileCount,
          isAnswered: $0.isAnswered)
      })
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

/// Message-IDs in a header field (RFC 5322 §3.6.4).
enum MessageIdentifiers {
  /// How many are looked at: the last ones are the nearest.
  private static let most = 20

  /// - Returns: with angle brackets, the last first.
  static func all(in text: String) -> [String] {
    var found: [String] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
      found.append(String(rest[start...end]))
      rest = rest[rest.index(after: end)...]
    }
    return found.suffix(most).reversed()
  }
}
