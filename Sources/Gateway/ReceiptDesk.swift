import Configuration
import Delivery
import Logging
import Milter
import Policy
import Quarantine
import Spool

/// The same milter in its other place: first before Postfix's re-injection service, where only what Postern itself sends
/// may pass.
struct ReceiptDesk {
  private let receipts: Receipts
  /// `milter_macro_daemon_name` of those services.
  private let ordinary: String
  private let verified: String?
  private let logger: Logger

  init(_ receipts: Receipts, _ settings: Settings, logger: Logger) {
    self.receipts = receipts
    ordinary = settings.reinject.daemonName
    verified = settings.tls?.daemonName
    self.logger = logger
  }

  /// Postfix says it of a service by its configuration; no client can.
  func isFor(_ client: Client) -> Bool {
    client.daemonName == ordinary || (verified != nil && client.daemonName == verified)
  }

  /// A message that is being sent from the outbox came in by a service that is not marked as ours: judged as a client's
  /// mail it would pass for the same message again, and be gone.
  func isMisled(_ client: Client) -> Bool { !isFor(client) && client.helo.flatMap { OutgoingTry(helo: $0) } != nil }

  func turnBack(_ transaction: Transaction) -> Reply {
    logger.error(
      "a message from the outbox came by a service without its milter_macro_daemon_name (\(([ordinary] + [verified].compactMap { $0 }).joined(separator: ", "))): mend master.cf",
      metadata: ["queue": "\(transaction.queueID ?? "-")"])
    return .tempfail(.plainLater)
  }

  func answer(_ transaction: Transaction) -> Reply {
    let verdict = receipts.take(
      helo: transaction.client.helo, envelope: transaction.envelope, message: transaction.message,
      queueID: transaction.queueID, by: transaction.client.daemonName == ordinary ? nil : .verifiedTLS)
    switch verdict {
    case .pass: return .accept(edits: [])
    case .wrongService:
      logger.error(
        "a message of the outbox came by another service than it is to go by: see the ports of 'reinject:' and 'tls:'")
      return .tempfail(.plainLater)
    case .refuse(let words):
      logger.error("the re-injection service was offered a message: \(words)")
      guard let text = try? ReplyText(code: 550, enhancedCode: "5.7.1", lines: [words]) else {
        return .tempfail(.plainLater)
      }
      return .reject(text)
    case .later(let error):
      logger.error("a receipt cannot be recorded; Postfix is asked to try again: \(error)")
      return .tempfail(.plainLater)
    }
  }
}
