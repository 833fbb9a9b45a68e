import Glibc
import Logging
import Milter
import Policy
import Quarantine
import Spool

/// A message's way: receive, inspect, decide, act.
struct Filter: MilterHandler {
  let gate: Gate
  let judging: Judging
  let acting: Acting
  let receipts: ReceiptDesk
  let facts: FactsLog
  let logger: Logger

  /// Only the school's own mail is judged (D2).
  func judges(_ client: Client, _ envelope: Envelope) -> Bool {
    receipts.isFor(client) || judging.judges(client)
  }

  func decide(_ transaction: Transaction, progress: () -> Void) -> Reply {
    if receipts.isFor(transaction.client) { return receipts.answer(transaction) }
    if receipts.isMisled(transaction.client) { return receipts.turnBack(transaction) }
    let identity = judging.identity(transaction.client, transaction.envelope)
    let judgement = withoutActuallyEscaping(progress) { progress in
      gate.judge(
        transaction.message, identity: identity, envelope: transaction.envelope,
        submission: transaction.client.login == nil ? .relayed : .direct, headersWereCut: transaction.headersWereCut,
        progress: progress)
    }
    let reply = acting.carryOut(judgement, transaction, identity: identity)
    note(judgement.decision, transaction, reply)
    if let kept = DecisionFacts(judgement, reply: reply.word, time: Int64(time(nil))) { facts.append(kept) }
    return reply
  }

  /// One line a message: queue id, action, rules and counts; nothing of what it says, or to whom (D13).
  private func note(_ decision: Decision, _ transaction: Transaction, _ reply: Reply) {
    logger.info(
      "judged",
      metadata: [
        "queue": "\(transaction.queueID ?? "-")", "action": "\(decision.action.rawValue)", "reply": "\(reply.word)",
        "rules": "\(decision.isUnseen ? "-" : decision.matches.map(\.rule).joined(separator: ","))",
        "recipients": "\(decision.recipients.count)",
      ])
  }
}

extension Reply {
  fileprivate var word: String {
    switch self {
    case .accept: "accept"
    case .discard: "held"
    case .reject: "reject"
    case .tempfail: "tempfail"
    }
  }
}
