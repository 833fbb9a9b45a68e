import Configuration
import Delivery
import Policy
import Quarantine
import Spool

/// What becomes of a pending message once it has been judged: the decision put into the acts that are left when the
/// client is gone.
struct PendingEnd: Sendable {
  let settings: Settings
  let dispatch: NoticeDispatch

  func verdict(_ judgement: Judgement, _ claimed: ClaimedMessage) throws -> PendingVerdict {
    let decision = judgement.decision
    let origin = Origin(claimed.message)
    let plan = ActionPlan(decision, submission: judgement.facts.submission)
    if plan.refuses { return refusal(judgement, claimed, origin) }

    let passing = decision.recipients.indices.filter { !plan.held.contains($0) }
    // Under a legal hold nothing at all is shredded.
    let how = PendingVerdict.Passing(
      hidesAddresses: plan.hidesAddresses, forgets: !settings.retention.legalHold)
    let letters = try letters(plan, HeldMessage(judgement, origin, held: passing), claimed)
    let passed = decision.byRoute(passing).map { HeldMessage(judgement, origin, held: $0.recipients, by: $0.route) }
    let held = decision.byRoute(plan.held).map { HeldMessage(judgement, origin, held: $0.recipients, by: $0.route) }
    guard let first = held.first else {
      return PendingVerdict(
        message: passed.first ?? HeldMessage(judgement, origin, held: passing), ending: .pass(how),
        others: passed.dropFirst().map { .init($0, how) }, letters: letters)
    }
    return PendingVerdict(
      message: first, ending: .hold(announcement(of: first, judgement, plan.held)),
      others: held.dropFirst().map { .init($0) } + passed.map { .init($0, how) }, letters: letters)
  }

  /// Nobody is there to be refused any more: the sender gets the message back, and where that cannot be, it is held.
  private func refusal(_ judgement: Judgement, _ claimed: ClaimedMessage, _ origin: Origin) -> PendingVerdict {
    let all = Array(judgement.decision.recipients.indices)
    let message = HeldMessage(judgement, origin, held: all)
    let announcement = announcement(of: message, judgement, all)
    guard !settings.retention.legalHold,
      let envelope = dispatch.writer.returnEnvelope(of: message, id: claimed.id)
    else { return PendingVerdict(message: message, ending: .hold(announcement)) }
    return PendingVerdict(message: message, ending: .giveBack(envelope, otherwise: announcement))
  }

  private func announcement(of message: HeldMessage, _ judgement: Judgement, _ held: [Int]) -> HoldAnnouncement {
    let asksProtection = held.allSatisfy { judgement.decision.recipients[$0].action == .protect }
    return dispatch.announcement(of: message, asksProtection: asksProtection, recipients: held.count)
  }

  private func letters(
    _ plan: ActionPlan, _ message: HeldMessage, _ claimed: ClaimedMessage
  ) throws -> [OutgoingDraft] {
    guard plan.hidesAddresses || plan.tells else { return [] }
    var noticed = NoticedMessage(message)
    // As where it had been read at once: the whole message is meant.
    noticed.recipientCount = claimed.message.envelope.recipients.count
    let told = noticed
    let hidden = plan.hidesAddresses ? try HiddenAddresses(of: claimed.content).count : 0
    return try dispatch.letter(told, purpose: "told \(claimed.id)") { leftOut in
      plan.hidesAddresses
        ? dispatch.writer.addressesHidden(told, hidden: hidden, leftOut: leftOut)
        : dispatch.writer.told(told, leftOut: leftOut)
    }
  }
}
