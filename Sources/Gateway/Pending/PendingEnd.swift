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
    let locked = try locked(&plan, judgement, claimed, origin)

    let passing = decision.recipients.indices.filter { !plan.held.contains($0) }
    // Under a legal hold nothing at all is shredded, and a password is to be told for as long as a released message is kept.
    let how = PendingVerdict.Passing(forgets: !settings.retention.legalHold && locked == nil)
    let passed = HeldMessage(judgement, origin, passing: plan.parts(of: passing), isLockedAlready: plan.isLockedAlready)
    let letters = try letters(plan, passed, claimed)
    guard !plan.held.isEmpty else {
      return PendingVerdict(message: passed, ending: .pass(how), letters: letters, locked: locked)
    }
    let held = HeldMessage(judgement, origin, held: plan.held)
    return PendingVerdict(
      message: held, ending: .hold(announcement(of: held, judgement, plan.held)),
      passing: passing.isEmpty ? nil : (passed, how), letters: letters, locked: locked)
  }

  /// What goes under a password, with a form of its own for those who have agreed on one; nil where nothing is to, or not all
  /// of it can, which is held then, or needs none.
  private func locked(
    _ plan: inout ActionPlan, _ judgement: Judgement, _ claimed: ClaimedMessage, _ origin: Origin
  ) throws -> PendingForm? {
    let recipients = plan.protected.flatMap(\.recipients)
    guard !recipients.isEmpty else { return nil }
    let addresses = recipients.map { origin.envelope.recipients[$0].address }
    let groups = try store.agreedGroups(addresses)
    var forms: [ProtectedForm] = []
    for agreed in try [store.agreedPassword(forAll: addresses)] + groups.map(\.password) {
      let outcome = gate.protect(
        claimed.content, judgement, for: Set(recipients), text: plan.protectsText, identity: origin.identity,
        envelope: claimed.message.envelope, headersWereCut: claimed.message.pending?.headersWereCut ?? false,
        agreed: agreed, inBackground: true)
      switch outcome {
      case .form(let form): forms.append(form)
      case .lockedAlready:
        plan.passProtected()
        return nil
      case .impossible:
        plan.holdProtected()
        return nil
      }
    }
    let told = HeldMessage(judgement, origin, passing: plan.protected)
    return PendingForm(
      forms[0], own: zip(groups, forms.dropFirst()).map { OwnForm(for: $0.recipients, $1.content) },
      announcing: dispatch.announcement(
        ofProtected: told, text: plan.protectsText, agreed: try store.agreement(with: addresses)))
  }

  /// Tells the safeguarding lead of copies that go on.
  func tellSafeguarding(_ judgement: Judgement, _ claimed: ClaimedMessage, _ verdict: PendingVerdict) throws {
    let origin = Origin(claimed.message)
    var held: Set<String> = []
    switch verdict.ending {
    case .pass: break
    case .hold: held = Set(verdict.message.envelope.recipients.map(\.address))
    case .giveBack: return
    }
    let kept = origin.envelope.recipients.indices.filter { held.contains(origin.envelope.recipients[$0].address) }
    guard let message = HeldMessage(toTellLead: judgement, origin, leavingOut: Set(kept)) else { return }
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
    guard isHidden || plan.tells || plan.isLockedAlready || !plan.copies.isEmpty else { return [] }
    var noticed = NoticedMessage(message)
    // As where it had been read at once: the whole message is meant.
    noticed.recipientCount = claimed.message.envelope.recipients.count
    let told = noticed
    let hidden = isHidden ? try HiddenAddresses(of: claimed.content, showing: plan.shown).count : 0
    return try dispatch.letter(told, purpose: "told \(claimed.id)") { leftOut in
      let writer = dispatch.writer
      if plan.isLockedAlready { return writer.lockedAlready(told, leftOut: leftOut) }
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
