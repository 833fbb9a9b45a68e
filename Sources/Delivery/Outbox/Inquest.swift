import Foundation
import Quarantine

/// Finds out what became of a row of the outbox, when Postfix's answer to the last byte is missing.
struct Inquest: Sendable {
  let store: QuarantineStore
  let trace: PostfixTrace
  /// Of copies that will never go.
  let letters: ReleaseRefusal.Letters

  /// How long Postfix may be busy with a message before a person is asked, in seconds: longer than any of its own
  /// time-outs at the end of a message.
  private static let patience: Int64 = 3_600

  func conclude(_ row: Outgoing, reason: String) throws(QuarantineError) -> Outbox.Result {
    guard let queueID = row.queueID, let since = row.receiptAt else {
      return try concludeWithoutReceipt(row, reason: reason)
    }
    switch settled(queueID, since) {
    case .taken:
      let outcome = ReleaseOutcome(queueID: queueID)
      guard try store.settleByReceipt(row, telling: letters) == .waiting else { return .sent(outcome) }
      return .waits(problem: reason)
    case .absent:
      try store.postpone(row, problem: reason)
      return .waits(problem: reason)
    case .underWay where Int64(Date().timeIntervalSince1970) - since < Self.patience:
      return .waits(problem: "\(reason), and Postfix is still busy with it as \(queueID)")
    case .underWay: return try leave(row, "\(reason); Postfix's log has no end of \(queueID)")
    case .unknown(let why): return try leave(row, "\(reason); Postfix may have it as \(queueID) (\(why))")
    }
  }

  /// The receipt milter, without which Postfix takes nothing here, had not let it pass; and it will not any more.
  private func concludeWithoutReceipt(_ row: Outgoing, reason: String) throws(QuarantineError) -> Outbox.Result {
    guard try store.hasReceipts() else {
      return try leave(row, "\(reason), and no receipt milter is known to stand before Postfix's service")
    }
    // A receipt that comes at this very moment is a receipt.
    guard try store.postpone(row, problem: reason) else {
      let now = try store.outgoing(row.id)
      guard now.isAbandoned, now.queueID != nil else { return .taken }
      return try conclude(now, reason: reason)
    }
    return .waits(problem: reason)
  }

  private func leave(_ row: Outgoing, _ problem: String) throws(QuarantineError) -> Outbox.Result {
    try store.leaveUncertain(row.id, problem: problem)
    return .uncertain(problem: problem)
  }

  /// Postfix may be about to finish, and its log may be a little behind.
  private func settled(_ queueID: String, _ since: Int64) -> PostfixTrace.Fate {
    var fate = trace.fate(of: queueID, since: since)
    for pause in [200_000, 800_000, 2_000_000] as [useconds_t] {
      if fate == .taken || fate == .absent { break }
      usleep(pause)
      fate = trace.fate(of: queueID, since: since)
    }
    return fate
  }
}
