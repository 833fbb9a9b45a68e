import Configuration
import Delivery
import Policy
import Protection
import Quarantine
import Spool

/// What becomes of a pending message once it has been judged: the decision put into the acts that are left when the
/// client is gone.
struct PendingEnd: Sendable {
  let settings: Settings
  let gate: Gate
  let store: QuarantineStore
  let dispatch: NoticeDispatch

  func verdict(_ judgement: Judgement, _ claimed: ClaimedMessage) throws -> PendingVerdict {
    let decision = judgement.decision
    let origin = Origin(claimed.message)
    var plan = ActionPlan(decision, submission: judgement.facts.submission)
    if plan.refuses { return refusal(judgement, claimed, origin) }
    let agreed = try store.agreedPassword(
      forAll: plan.protected.flatMap(\.recipients).map { origin.envelope.recipients[$0].address })
    let form = form(plan, judgement, claimed, origin, agreed)
    if form == nil { plan.holdProtected() }

    let passing = decision.recipients.indices.filter { !plan.held.contains($0) }
    // Under a legal hold nothing at all is shredded, and a password is to be told for as long as a released message is kept.
    let how = PendingVerdict.Passing(forgets: !settings.retention.legalHold && form == nil)
    let passed = HeldMessage(judgement, origin, passing: plan.parts(of: passing))
    let letters = try letters(plan, passed, claimed)
    let locked = form.map {
      let told = HeldMessage(judgement, origin, passing: plan.protected)
      return PendingForm(
        $0, announcing: dispatch.announcement(ofProtected: told, text: plan.protectsText, isAgreed: agreed != nil))
    }
    guard !plan.held.isEmpty else {
      return PendingVerdict(message: passed, ending: .pass(how), letters: letters, locked: locked)
    }
    let held = HeldMessage(judgement, origin, held: plan.held)
    return PendingVerdict(
      message: held, ending: .hold(announcement(of: held, judgement, plan.held)),
      passing: passing.isEmpty ? nil : (passed, how), letters: letters, locked: locked)
  }

  /// What goes under a password; nil where nothing is to, or that cannot be.
  private func form(
    _ plan: ActionPlan, _ judgement: Judgement, _ claimed: ClaimedMessage, _ origin: Origin, _ agreed: Password?
  ) -> ProtectedForm? {
    guard !plan.protected.isEmpty else { return nil }
    return gate.protect(
      claimed.content, judgement, for: Set(plan.protected.flatMap(\.recipients)), text: plan.protectsText,
      identity: origin.identity, envelope: claimed.message.envelope,
      headersWereCut: claimed.message.pending?.headersWereCut ?? false, agreed: agreed, inBackground: true)
  }

  /// Tells the safeguarding lead of copies that go on.
  func tellSafeguarding(_ judgement: Judgement, _ claimed: ClaimedMessage, _ verdict: PendingVerdict) throws {
    var plan = ActionPlan(judgement.decision, submission: judgement.facts.submission)
    if verdict.locked == nil { plan.holdProtected() }
    guard !plan.refuses,
      let message = HeldMessage(toTellLead: judgement, Origin(claimed.message), leavingOut: Set(plan.held))
    else { return }
    try dispatch.tellSafeguarding(message)
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
    return dispatch.announcement(
      of: message, asksProtection: asksProtection,
      offersProtection: held.allSatisfy { judgement.decision.recipients[$0].protection != .ask })
  }

  private func letters(
    _ plan: ActionPlan, _ message: HeldMessage, _ claimed: ClaimedMessage
  ) throws -> [OutgoingDraft] {
    let isHidden = plan.shown != .everybody
    guard isHidden || plan.tells || !plan.copies.isEmpty else { return [] }
    var noticed = NoticedMessage(message)
    // As where it had been read at once: the whole message is meant.
    noticed.recipientCount = claimed.message.envelope.recipients.count
    let told = noticed
    let hidden = isHidden ? try HiddenAddresses(of: claimed.content, showing: plan.shown).count : 0
    return try dispatch.letter(told, purpose: "told \(claimed.id)") { leftOut in
      let writer = dispatch.writer
      if !plan.copies.isEmpty { return writer.copiesSent(told, copies: plan.copies.count, leftOut: leftOut) }
      return isHidden
        ? writer.addressesHidden(told, hidden: hidden, leftOut: leftOut) : writer.told(told, leftOut: leftOut)
    }
  }
}

extension ActionPlan {
  /// All that goes on, in the copies in which it goes.
  fileprivate func parts(of passing: [Int]) -> [MessageCopy] {
    let copied = Set((copies + verified + protected).flatMap(\.recipients))
    let rest = passing.filter { !copied.contains($0) }
    return copies + verified + protected + (rest.isEmpty ? [] : [MessageCopy(recipients: rest, shown: shown)])
  }
}
