import Configuration
public import Policy
public import Quarantine
import Spool

/// The second pair of eyes: an authorised colleague confirms the recipients' addresses, without seeing what is written.
extension Desk {
  /// What waits for this person to check, the oldest first, one message for each case.
  public func checks(for reader: Reader) throws(DeskError) -> [CheckPlan] {
    var seen: Set<HeldID> = []
    var plans: [CheckPlan] = []
    for check in try asking({ () throws(QuarantineError) in try store.openChecks() })
    where !seen.contains(check.held) {
      do {
        let plan = try checkPlan(check.held, by: reader)
        seen.formUnion(plan.ids)
        plans.append(plan)
      } catch {
        switch error {
        case .notFound, .notTheirs, .own, .noCheck, .decided: continue
        default: throw error
        }
      }
    }
    return plans
  }

  /// What would be confirmed or refused. Nothing is done.
  /// - Throws: `notFound` also where they may not know of it; `noCheck` where none is asked for, or it is made.
  public func checkPlan(_ id: HeldID, by reader: Reader) throws(DeskError) -> CheckPlan {
    let (first, message) = try checkable(id, by: reader)
    let members = try acting(on: id) { () throws(QuarantineError) in
      try store.caseMembers(of: id, visibleTo: reader.address)
    }
    let all = members.compactMap { member -> (Checkable, HeldMessage)? in
      if member.id == id { return (first, message) }
      return member.state == .held ? try? checkable(member.id, by: reader) : nil
    }
    var recipients: [HeldMessage.Facts.Recipient] = []
    for (checkable, message) in all {
      for recipient in message.recipients(showing: checkable.seen.sight == .full)
      where !recipients.contains(where: { $0.address == recipient.address }) {
        recipients.append(recipient)
      }
    }
    return CheckPlan(
      ids: all.map(\.0.seen.id), sender: message.identity, receivedAt: message.receivedAt, recipients: recipients,
      reasons: message.rules.filter { $0.mode == .enforce && !$0.isDiscreet },
      isProtected: all.contains { _, message in (message.copies ?? []).contains { $0.isProtected == true } },
      rest: all.compactMap { $0.1.waits?.rest }.max(), mayRead: all.allSatisfy { $0.0.seen.sight == .full },
      earlier: first.check.answer, stamps: all.map(\.0.seen.detail.stamp))
  }

  /// Confirms the addresses as they were shown. What nothing else holds goes by itself then.
  /// - Parameters:
  ///   - digest: of the plan that was shown.
  ///   - reason: goes on the audit trail; may be empty.
  /// - Throws: `changed` where the plan would be another one by now.
  public func confirmCheck(
    _ id: HeldID, approved digest: [UInt8], by reader: Reader, reason: String = ""
  ) throws(DeskError) {
    try answer(id, isConfirmed: true, digest, reader, reason) { message, held in
      writer.checkConfirmed(NoticedMessage(message), id: held)
    }
  }

  /// Says that an address is not right. Its sender is told, with the reason, and it stays held for them to mend.
  /// - Parameter reason: not empty; goes on the audit trail and to the sender.
  public func refuseCheck(
    _ id: HeldID, approved digest: [UInt8], by reader: Reader, reason: String
  ) throws(DeskError) {
    try answer(id, isConfirmed: false, digest, reader, reason) { message, held in
      writer.checkRefused(NoticedMessage(message), id: held, reason: reason)
    }
  }

  /// Whom its sender can ask to check it, beside those who are asked anyway.
  /// - Returns: addresses, lower case, sorted.
  /// - Throws: `notFound` where it is not this person's own; `noCheck` where none is asked for, or it is made.
  public func checkers(for id: HeldID, by sender: Reader) throws(DeskError) -> [String] {
    let (access, message) = try ownCheck(id, of: sender)
    return checkers(of: access, message)
  }

  func checkers(of access: MessageAccess, _ message: HeldMessage) -> [String] {
    Set([CheckStep.checkers, .deputies].flatMap { book.checkers(of: access, to: message.addresses, at: $0) }).sorted()
  }

  /// Its sender asks one of `checkers` in particular: a letter with its reference alone goes to them, once.
  public func askToCheck(_ colleague: String, about id: HeldID, by sender: Reader) throws(DeskError) {
    let colleague = colleague.lowercased()
    guard try checkers(for: id, by: sender).contains(colleague) else { throw .noColleague(id) }
    let (_, message) = try ownCheck(id, of: sender)
    do {
      let letter = try writer.draft(
        writer.checkAsked(id, by: message.identity, to: colleague), purpose: "check \(id) asked \(colleague)")
      try store.noteCheckAsked(id, of: colleague, by: sender.address, letter: letter)
    } catch let error as QuarantineError {
      throw .delivery(.store(error))
    } catch {
      throw .delivery(.reinjection(.unreadable("\(error)")))
    }
  }

  /// For who would send it on: a colleague's check comes first, but where a child is at risk.
  /// - Throws: `needsCheck` where it is not made, or was refused.
  func checkIsMade(of ids: [HeldID]) throws(DeskError) {
    for id in ids {
      let check = try asking { () throws(QuarantineError) in try store.check(of: id) }
      if let check, !check.isConfirmed { throw .needsCheck(id) }
    }
  }

  private struct Checkable {
    var seen: Seen
    var check: ColleagueCheck
    /// An officer who would decide on it: may confirm what a colleague has refused.
    var isDecider: Bool
  }

  private func checkable(_ id: HeldID, by reader: Reader) throws(DeskError) -> (Checkable, HeldMessage) {
    let seen = try look(at: id, as: reader)
    let check = try asking { () throws(QuarantineError) in try store.check(of: id) }
    guard let message = seen.detail.message, book.mayCheck(seen.access, to: message.addresses, seen.reader) else {
      if book.isOwn(seen.access, of: seen.reader) { throw .own(id) }
      throw seen.sight == .nothing ? .notFound(id) : .notTheirs(id)
    }
    guard seen.detail.summary.state == .held else { throw decided(id) }
    let isDecider = !book.deciders(on: seen.access).filter(seen.reader.addresses.contains).isEmpty
    guard let check, !check.isEnded || (isDecider && check.answer?.isConfirmed == false) else { throw .noCheck(id) }
    return (Checkable(seen: seen, check: check, isDecider: isDecider), message)
  }

  private func ownCheck(_ id: HeldID, of sender: Reader) throws(DeskError) -> (MessageAccess, HeldMessage) {
    let (access, message) = try own(id, of: sender)
    let check = try asking { () throws(QuarantineError) in try store.check(of: id) }
    guard let check, !check.isEnded else { throw .noCheck(id) }
    return (access, message)
  }

  /// A message that waits, for its sender: they know of it, whatever is in it (D17).
  func own(_ id: HeldID, of sender: Reader) throws(DeskError) -> (MessageAccess, HeldMessage) {
    let detail = try acting(on: id) { () throws(QuarantineError) in try store.show(id) }
    let access = access(to: detail)
    guard let message = detail.message, book.isOwn(access, of: sender) else { throw .notFound(id) }
    guard detail.summary.state == .held else { throw decided(id) }
    return (access, message)
  }

  private func answer(
    _ id: HeldID, isConfirmed: Bool, _ digest: [UInt8], _ reader: Reader, _ reason: String,
    _ letter: (HeldMessage, HeldID) -> Notice
  ) throws(DeskError) {
    let plan = try checkPlan(id, by: reader)
    guard plan.digest == digest else { throw .changed(id) }
    var orders: [CheckOrder] = []
    for held in plan.ids {
      let (checkable, message) = try checkable(held, by: reader)
      // One decision, and one letter, for a case (D21).
      let isTold = held == plan.ids.first && NoticedMessage(message).mayBeAnswered(from: writer.from)
      let purpose = "check \(held) \(isConfirmed ? "confirmed" : "refused") \(checkable.check.steppedAt)"
      do {
        orders.append(
          CheckOrder(
            held, stamp: checkable.seen.detail.stamp, isConfirmed: isConfirmed, overrules: checkable.isDecider,
            letters: isTold ? [try writer.draft(letter(message, held), purpose: purpose)] : []))
      } catch {
        throw .delivery(.reinjection(.unreadable("\(error)")))
      }
    }
    try acting(on: id) { () throws(QuarantineError) in
      try store.answerChecks(orders, by: reader.address, reason: reason)
    }
  }
}

extension HeldMessage {
  /// Of its recipients, as the envelope has them.
  var addresses: [String] { envelope.recipients.map(\.address) }

  /// - Parameter notes: with what the records say of them, which may name a pupil.
  fileprivate func recipients(showing notes: Bool) -> [Facts.Recipient] {
    let known = Dictionary(facts.recipients.map { ($0.address, $0) }, uniquingKeysWith: { one, _ in one })
    return addresses.map { address in
      let recipient = known[address]
      return Facts.Recipient(
        address: address, kind: recipient?.kind ?? AudienceKind.unknown.rawValue, note: notes ? recipient?.note : nil)
    }
  }
}
