import Configuration
import Delivery
import Foundation
import Inspection
import Logging
import MIME
import Milter
import Policy
import Quarantine
import Spool

/// Carries a decision out, and finds Postfix's answer.
final class Acting: Sendable {
  private let settings: Settings
  let gate: Gate
  let store: QuarantineStore
  let dispatch: NoticeDispatch
  let outbox: OutboxService
  private let pending: PendingService
  private let correspondence: Correspondence
  private let breaches: BreachDesk
  private let logger: Logger

  init(
    settings: Settings, gate: Gate, store: QuarantineStore, dispatch: NoticeDispatch, outbox: OutboxService,
    pending: PendingService, correspondence: Correspondence, breaches: BreachDesk, logger: Logger
  ) {
    self.breaches = breaches
    self.correspondence = correspondence
    self.settings = settings
    self.gate = gate
    self.store = store
    self.logger = logger
    self.outbox = outbox
    self.pending = pending
    self.dispatch = dispatch
  }

  /// What came of a decision.
  struct Acted {
    var reply: Reply
    /// Something of it is held.
    var holds = false
  }

  /// When this returns, what is held is on the disk (D19).
  /// - Parameter progress: is called while a worker works for the client that waits.
  func carryOut(
    _ judgement: Judgement, _ transaction: Transaction, identity: String, progress: @escaping () -> Void
  ) -> Acted {
    let origin = Origin(transaction, identity: identity)
    // Copies that are ours already, and none of what follows.
    let ours: [Int]
    do { ours = try take(judgement, transaction, origin) } catch { return Acted(reply: putOff(error, transaction)) }
    if ours.count == transaction.envelope.recipients.count, !ours.isEmpty {
      return Acted(reply: .discard, holds: judgement.decision.action >= .protect)
    }

    var plan = ActionPlan(
      judgement.decision, submission: judgement.facts.submission, leavingOut: Set(ours))
    if plan.refuses { return Acted(reply: refusal(judgement.decision)) }
    if plan.opensBreach, breaches.open(judgement, origin) { outbox.wake() }

    do {
      try sendProtected(&plan, judgement, transaction, origin, progress: progress)
    } catch {
      return Acted(reply: putOff(error, transaction))
    }
    if !plan.held.isEmpty {
      let message = HeldMessage(judgement, origin, held: plan.held)
      do {
        let asksProtection = plan.held.allSatisfy { judgement.decision.recipients[$0].action == .protect }
        let offersProtection = plan.held.allSatisfy { judgement.decision.recipients[$0].protection != .ask }
        let hold = try store.hold(
          message, content: transaction.message,
          announcing: dispatch.announcement(
            of: message, asksProtection: asksProtection, offersProtection: offersProtection))
        if !hold.isRepeat { outbox.wake() }
      } catch {
        return Acted(reply: putOff(error, transaction))
      }
    }
    do {
      try sendCopies(plan, judgement, transaction, origin)
    } catch {
      return Acted(reply: putOff(error, transaction))
    }
    tellSafeguarding(judgement, origin, leavingOut: Set(plan.held + ours))
    let kept = plan.held + ours + (plan.protected + plan.copies + plan.verified).flatMap(\.recipients)

    var edits = kept.sorted().map { Edit.deleteRecipient(transaction.envelope.recipients[$0].address) }
    edits += (judgement.removedTag?.edits(of: Self.fields(transaction)) ?? []).map { Edit($0) }
    if plan.shown != .everybody {
      let hidden = HiddenAddresses(Self.fields(transaction), showing: plan.shown)
      edits += hidden.edits.map { Edit($0) }
      if !hidden.edits.isEmpty {
        tell(judgement, transaction, identity) { $0.addressesHidden($1, hidden: hidden.count, leftOut: $2) }
      }
    } else if plan.tells {
      tell(judgement, transaction, identity) { $0.told($1, leftOut: $2) }
    }
    if plan.isLockedAlready {
      tell(judgement, transaction, identity, as: "locked") { $0.lockedAlready($1, leftOut: $2) }
    }
    let passing = Set(transaction.envelope.recipients.indices).subtracting(kept)
    correspondence.learn(judgement, of: passing, queueID: transaction.queueID)
    let isAllTaken = !kept.isEmpty && kept.count == transaction.envelope.recipients.count
    return Acted(reply: isAllTaken ? .discard : .accept(edits: edits), holds: !plan.held.isEmpty)
  }

  /// The header fields as strings, which only what changes them needs.
  private static func fields(_ transaction: Transaction) -> [Delivery.HeaderField] {
    transaction.headers.map { field in
      Delivery.HeaderField(
        name: String(decoding: field.name, as: UTF8.self), value: String(decoding: field.value, as: UTF8.self))
    }
  }

  /// Lets a message go as it came, while the emergency switch is on. What was stored before stays where it is (D21), the
  /// safeguarding lead is told (D15), and a message that takes another back opens its record; a store that fails delays
  /// nothing of it.
  func letBy(_ judgement: Judgement, _ transaction: Transaction, identity: String) -> Reply {
    let origin = Origin(transaction, identity: identity)
    let ours = (try? known(judgement, transaction, origin)) ?? []
    let all = transaction.envelope.recipients.indices
    if ours.count == all.count, !ours.isEmpty { return .discard }
    if ActionPlan(judgement.decision, submission: judgement.facts.submission).opensBreach,
      breaches.open(judgement, origin)
    {
      outbox.wake()
    }
    tellSafeguarding(judgement, origin, leavingOut: Set(ours))
    // To whom it should not have gone is nobody's known correspondent by that.
    let right = all.filter { !ours.contains($0) && judgement.decision.recipients[$0].actionIfEnforced < .protect }
    correspondence.learn(judgement, of: Set(right), queueID: transaction.queueID)
    return .accept(edits: ours.sorted().map { .deleteRecipient(transaction.envelope.recipients[$0].address) })
  }

  /// Copies of a message that was stored before, whatever is decided on it this time (D21).
  private func known(_ judgement: Judgement, _ transaction: Transaction, _ origin: Origin) throws -> [Int] {
    let copies = judgement.decision.isUnseen ? [] : Postponement.candidates(judgement.facts)
    guard !copies.isEmpty, try store.hasStored(of: origin.identity) else { return [] }
    let unread = HeldMessage(
      unread: judgement, origin, for: copies,
      HeldMessage.Pending(.outOfTime, headersWereCut: transaction.headersWereCut))
    return try store.acceptedBefore(unread, content: transaction.message) == nil ? [] : copies
  }

  /// Takes the copies that have to wait until the message is read in the background (D5), and those of a message that was
  /// stored before, whatever is decided on it this time (D21).
  private func take(_ judgement: Judgement, _ transaction: Transaction, _ origin: Origin) throws -> [Int] {
    guard let reason = PendingReason(judgement.facts.failure) else {
      return try known(judgement, transaction, origin)
    }
    let copies = judgement.decision.isUnseen ? [] : Postponement.candidates(judgement.facts)
    guard !copies.isEmpty else { return [] }
    let unread = HeldMessage(
      unread: judgement, origin, for: copies,
      HeldMessage.Pending(reason, headersWereCut: transaction.headersWereCut))
    let hold = try store.hold(unread, content: transaction.message)
    if !hold.isRepeat { pending.wake() }
    logger.notice(
      "a message is pending",
      metadata: ["queue": "\(transaction.queueID ?? "-")", "because": "\(reason.rawValue)"])
    return copies
  }

  /// Stores the message for those who get a copy of their own, or get it by another way; when this returns each copy is
  /// in the outbox (D19, D20).
  private func sendCopies(
    _ plan: ActionPlan, _ judgement: Judgement, _ transaction: Transaction, _ origin: Origin
  ) throws {
    guard !plan.copies.isEmpty || !plan.verified.isEmpty else { return }
    let message = HeldMessage(
      judgement, origin, passing: plan.copies + plan.verified, isLockedAlready: plan.isLockedAlready)
    let stored = try store.accept(
      message, content: transaction.message, how: .init(forgets: !settings.retention.legalHold),
      announcing: plan.copies.isEmpty ? nil : dispatch.announcement(ofCopies: plan.copies.count, of: message))
    if !stored.isRepeat { outbox.wake() }
  }

  /// Tells the safeguarding lead of what goes where a rule asks for that. Nothing stands between a sender and the people
  /// who protect children (D15): a letter that cannot be written delays nothing.
  private func tellSafeguarding(_ judgement: Judgement, _ origin: Origin, leavingOut kept: Set<Int>) {
    guard let message = HeldMessage(toTellLead: judgement, origin, leavingOut: kept) else { return }
    do {
      try dispatch.tellSafeguarding(message)
      outbox.wake()
    } catch {
      logger.error("the safeguarding lead could not be told: \(error)")
    }
  }

  private func putOff(_ error: any Error, _ transaction: Transaction) -> Reply {
    // Nothing was stored; the client keeps the message and tries again.
    logger.error(
      "cannot hold a message; the client is asked to try again: \(error)",
      metadata: ["queue": "\(transaction.queueID ?? "-")"])
    return later
  }

  private func tell(
    _ judgement: Judgement, _ transaction: Transaction, _ identity: String, as kind: String = "told",
    _ write: (NoticeWriter, NoticedMessage, Int) -> Notice
  ) {
    let message = NoticedMessage(
      sender: identity, envelopeSender: transaction.envelope.sender.address,
      messageID: judgement.facts.inspection.headers.messageID,
      receivedAt: Int64(Date().timeIntervalSince1970), recipientCount: transaction.envelope.recipients.count,
      rules: judgement.decision.matches.map { HeldMessage.Rule($0) }, isAutomatic: judgement.facts.hasNobodyToTell)
    let purpose = "\(kind) \(identity) \(message.messageID ?? "-") \(transaction.queueID ?? "-") \(message.receivedAt)"
    do {
      try dispatch.tell(message, purpose: purpose) { write(dispatch.writer, message, $0) }
      outbox.wake()
    } catch {
      logger.error("a notice could not be written: \(error)")
    }
  }

  private func refusal(_ decision: Decision) -> Reply {
    let text = SMTPReplyText.refusal(decision, contact: settings.notices.contact)
    do {
      return .reject(try ReplyText(code: text.code, enhancedCode: text.enhancedCode, lines: text.lines))
    } catch {
      logger.error("a refusal could not be put into words: \(error)")
      return later
    }
  }

  private var later: Reply {
    let text = SMTPReplyText.later
    do {
      return .tempfail(try ReplyText(code: text.code, enhancedCode: text.enhancedCode, lines: text.lines))
    } catch {
      // The words above are our own; should they ever be wrong, the code alone still keeps the message safe.
      logger.critical("the reply for later is not valid: \(error)")
      return .tempfail(.plainLater)
    }
  }
}

extension Edit {
  /// The space belongs to the value: Postfix hands leading space over, and takes it back, as it is.
  fileprivate init(_ edit: HeaderEdit) {
    self = .changeHeader(name: edit.name, occurrence: edit.occurrence, value: edit.value.map { " " + $0 })
  }
}
