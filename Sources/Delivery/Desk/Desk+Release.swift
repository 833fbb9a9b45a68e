import Foundation
public import Policy
public import Quarantine
import Spool

extension Desk {
  /// What came of agreeing to a release.
  public enum ReleaseResult: Sendable {
    /// In the outbox, a row for each copy; it goes when the grace time is over.
    case queued([(id: HeldID, row: OutgoingID)])
    /// Noted; a second officer has to agree.
    case waitsForSecond(HeldID)
  }

  /// What would go out. Nothing is done.
  /// - Parameters:
  ///   - ids: one message, or several that are decided on alike; then all of each goes to all of its recipients.
  ///   - choice: where it names recipients or parts, `ids` is one message.
  public func plan(_ choice: ReleaseChoice, for ids: [HeldID], by reader: Reader) throws(DeskError) -> ReleasePlan {
    var items: [ReleasePlan.Item] = []
    for id in ids {
      if ids.count > 1, choice.recipients != nil || !choice.cuts.isEmpty { throw .oneByOne(id) }
      let (seen, message) = try endable(id, by: reader)
      let taken = Set(seen.detail.outcome?.taken ?? [])
      let waiting = Set(message.envelope.recipients.map(\.address)).subtracting(taken)
      if let chosen = choice.recipients, !chosen.isSubset(of: waiting) { throw .noRecipient(id) }
      let copies = try acting(on: id) { () throws(QuarantineError) in
        try message.copies(of: id, choice, leavingOut: taken)
      }
      let isProtected = copies.contains(where: \.isProtected)
      // The form under a password was made of all of it.
      guard canCut(choice.cuts, of: seen.detail), choice.cuts.isEmpty || !isProtected else { throw .cannotCut(id) }
      guard !copies.isEmpty else { throw .nobodyLeft(id) }
      let needsTwo = book.needsTwoPeople(seen.access)
      if needsTwo, ids.count > 1 { throw .oneByOne(id) }
      let approval = needsTwo ? try asking { () throws(QuarantineError) in try store.approval(of: id) } : nil
      items.append(
        ReleasePlan.Item(
          id: id, copies: copies, withheld: waiting.subtracting(copies.flatMap(\.addresses)).sorted(),
          taken: taken.sorted(), needsForm: isProtected && !store.hasProtectedForm(id),
          goesInClear: message.goesInClear(copies), needsTwo: needsTwo, approval: approval, stamp: seen.detail.stamp))
    }
    return ReleasePlan(choice: choice, items: items)
  }

  /// Sends messages on as was shown, all of them or none.
  /// - Parameters:
  ///   - digest: of the plan that was shown.
  ///   - reason: why it may go; goes on the audit trail.
  ///   - isFalseAlarm: notes that it should not have been held.
  /// - Throws: `changed` where the plan would be another one by now, `decided` where somebody was faster.
  public func release(
    _ choice: ReleaseChoice, _ ids: [HeldID], approved digest: [UInt8], by reader: Reader, reason: String = "",
    isFalseAlarm: Bool = false
  ) throws(DeskError) -> ReleaseResult {
    guard let first = ids.first else { return .queued([]) }
    let plan = try plan(choice, for: ids, by: reader)
    guard plan.digest == digest else { throw .changed(first) }
    try checkIsMade(of: ids)
    var reason = reason
    if let item = plan.items.first(where: \.needsTwo) {
      guard !reader.isOperator else { throw .needsOfficers(item.id) }
      guard let approval = item.approval, approval.plan == digest else {
        return try agree(first: item, plan, by: reader, reason: reason)
      }
      guard book.addresses(ofPersonAt: approval.by).isDisjoint(with: reader.addresses) else {
        throw .samePerson(item.id)
      }
      reason = ([reason] + ["agreed with \(approval.by)"]).filter { !$0.isEmpty }.joined(separator: "; ")
    }
    let why = reason
    let letters = try lettersOfProtected(plan)
    let rows = try acting(on: first) { () throws(QuarantineError) in
      try store.queueRelease(
        orders(plan), by: reader.address, reason: why, grace: grace, isFalseAlarm: isFalseAlarm, telling: letters)
    }
    return .queued(rows)
  }

  /// Tells the senders of what goes under a password that it does, and where to ask for that; once the grace time is over.
  private func lettersOfProtected(_ plan: ReleasePlan) throws(DeskError) -> [HeldID: OutgoingDraft] {
    let dispatch = NoticeDispatch(book.settings, store: store, writer: writer)
    var letters: [HeldID: OutgoingDraft] = [:]
    for item in plan.items where item.copies.contains(where: \.isProtected) {
      let detail = try acting(on: item.id) { () throws(QuarantineError) in try store.show(item.id) }
      guard let message = detail.message else { throw decided(item.id) }
      let noticed = NoticedMessage(message)
      let agreed = try acting(on: item.id) { () throws(QuarantineError) in
        try store.agreement(with: item.copies.filter(\.isProtected).flatMap(\.addresses))
      }
      do {
        let written = try dispatch.letter(noticed, purpose: QuarantineStore.sentProtected(item.id)) {
          writer.sentProtected(
            noticed, id: item.id, text: plan.choice.hidesText(of: message), agreed: agreed, leftOut: $0)
        }
        letters[item.id] = written.first
        letters[item.id]?.delay = grace
      } catch let error as QuarantineError {
        throw .delivery(.store(error))
      } catch {
        throw .delivery(.reinjection(.unreadable("\(error)")))
      }
    }
    return letters
  }

  func orders(_ plan: ReleasePlan) -> [ReleaseOrder] {
    plan.items.map { item in
      ReleaseOrder(
        item.id, copies: item.copies, withheld: item.withheld, cutParts: plan.choice.cuts.count, stamp: item.stamp)
    }
  }

  private func agree(
    first item: ReleasePlan.Item, _ plan: ReleasePlan, by reader: Reader, reason: String
  ) throws(DeskError) -> ReleaseResult {
    try acting(on: item.id) { () throws(QuarantineError) in
      try store.approve(
        item.id, plan.choice, plan: plan.digest, seen: item.stamp, by: reader.address, reason: reason)
    }
    let seen = try look(at: item.id, as: reader)
    do {
      let letters = try book.deciders(on: seen.access).filter { !reader.addresses.contains($0) }.map { officer in
        try writer.draft(
          writer.secondAsked(item.id, seen.access, to: officer), purpose: "second \(item.id) \(plan.digest) \(officer)")
      }
      try store.queue(letters, about: item.id)
    } catch let error as QuarantineError {
      throw .delivery(.store(error))
    } catch {
      throw .delivery(.reinjection(.unreadable("\(error)")))
    }
    return .waitsForSecond(item.id)
  }

  /// For who acts on the machine without naming an officer.
  /// - Throws: `needsOfficers` where two officers have to agree, `needsCheck` where a colleague's check is missing.
  public func checkNeedsNoOfficers(_ id: HeldID) throws(DeskError) {
    let detail = try acting(on: id) { () throws(QuarantineError) in try store.show(id) }
    if book.needsTwoPeople(access(to: detail)) { throw .needsOfficers(id) }
    try checkIsMade(of: [id])
  }

  /// Takes a release or a return back that has not been tried yet, or an approval that waits for a second: all or none.
  public func takeBack(_ ids: [HeldID], by reader: Reader) throws(DeskError) {
    guard let first = ids.first else { return }
    for id in ids {
      let seen = try open(id, to: reader)
      guard book.mayRelease(seen.access, seen.reader, isAsked: seen.isAsked) else { throw .notTheirs(id) }
      if ids.count == 1, seen.detail.summary.state == .held {
        return try acting(on: id) { () throws(QuarantineError) in
          try store.withdrawApproval(of: id, by: reader.address)
        }
      }
    }
    try acting(on: first) { () throws(QuarantineError) in try store.takeBack(ids, by: reader.address) }
  }

  /// Parts that lie apart inside the message, none of them the message itself.
  func canCut(_ cuts: [PartCut], of detail: HeldDetail) -> Bool {
    var end = 1
    for cut in cuts.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      guard cut.range.lowerBound >= end, !cut.range.isEmpty, cut.range.upperBound <= detail.size else { return false }
      end = cut.range.upperBound
    }
    return true
  }
}
