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
  let decisions: DecisionLog
  let sightings: Sightings
  let bypass: BypassSwitch
  let logger: Logger

  /// Only the school's own mail is judged (D2).
  func judges(_ client: Client, _ envelope: Envelope) -> Bool {
    receipts.isFor(client) || judging.judges(client)
  }

  func decide(_ transaction: Transaction, progress: () -> Void) -> Reply {
    if receipts.isFor(transaction.client) { return receipts.answer(transaction) }
    if receipts.isMisled(transaction.client) { return receipts.turnBack(transaction) }
    let identity = judging.identity(transaction.client, transaction.envelope)
    var judgement = judge(transaction, identity, .atOnce, progress)
    if let number = bypass.current { return letBy(judgement, transaction, identity, number) }
    if PendingReason(judgement.facts.failure) != nil, Postponement.isForProtectedChannels(judgement.facts) {
      judgement = judge(transaction, identity, .patiently(Postponement.patience), progress)
    }
    sightings.note(judgement, transaction)
    let acted = withoutActuallyEscaping(progress) { progress in
      acting.carryOut(judgement, transaction, identity: identity, progress: progress)
    }
    let reply = acted.reply
    // What is pending has no decision yet.
    if Postponement.isDue(judgement.facts), reply == .discard { return reply }
    note(judgement.decision, transaction, acted)
    decisions.note(judgement, reply: acted.word(judgement.decision), time: Int64(time(nil)))
    return reply
  }

  /// The emergency switch is on: the message goes as it came, and what the rules say of it is recorded.
  private func letBy(
    _ judgement: Judgement, _ transaction: Transaction, _ identity: String, _ number: Int64
  ) -> Reply {
    sightings.note(judgement, transaction)
    let reply = acting.letBy(judgement, transaction, identity: identity)
    // The same message as one that is held already is held still.
    let hasPassed = reply != .discard
    let acted = Acting.Acted(reply: reply, holds: !hasPassed && judgement.decision.action >= .protect)
    note(judgement.decision, transaction, acted, isBypassed: hasPassed)
    // What may be to a protected channel about nobody but its sender leaves no trace, read or not (D18).
    if judgement.facts.failure != nil, Postponement.isForProtectedChannels(judgement.facts) { return reply }
    let word = acted.word(judgement.decision)
    if decisions.note(judgement, reply: word, time: Int64(time(nil)), isBypassed: hasPassed), hasPassed {
      bypass.count(number, isStopped: judgement.decision.action >= .protect)
    }
    return reply
  }

  private func judge(
    _ transaction: Transaction, _ identity: String, _ pace: Gate.Pace, _ progress: () -> Void
  ) -> Judgement {
    withoutActuallyEscaping(progress) { progress in
      gate.judge(
        transaction.message, identity: identity, envelope: transaction.envelope,
        submission: transaction.client.login == nil ? .relayed : .direct, headersWereCut: transaction.headersWereCut,
        pace: pace, progress: progress)
    }
  }

  /// One line a message: queue id, action, rules and counts; nothing of what it says, or to whom (D13).
  private func note(
    _ decision: Decision, _ transaction: Transaction, _ acted: Acting.Acted, isBypassed: Bool = false
  ) {
    logger.info(
      isBypassed ? "judged, and let by" : "judged",
      metadata: [
        "queue": "\(transaction.queueID ?? "-")", "action": "\(decision.action.rawValue)",
        "reply": "\(acted.word(decision))",
        "rules": "\(decision.isUnseen ? "-" : decision.matches.map(\.rule).joined(separator: ","))",
        "recipients": "\(decision.recipients.count)",
      ])
  }
}

extension Acting.Acted {
  fileprivate func word(_ decision: Decision) -> String {
    switch reply {
    case .accept: "accept"
    // What goes by another way than Postfix's ordinary one is taken over, and not held.
    case .discard: holds || decision.recipients.isEmpty ? "held" : "accept"
    case .reject: "reject"
    case .tempfail: "tempfail"
    }
  }
}
