import Policy
public import Quarantine
import Spool

extension SenderDesk {
  /// A wish with all that comes of it for one message.
  private struct Judged {
    var waiting: Waiting
    var copies: [PlannedCopy]
    var withheld: [String]
    /// What keeps it.
    var stops: [HoldReason]
    /// Those of them that its sender may answer for by saying that they have checked.
    var checkable: [HoldReason]
    /// What they have answered for so.
    var approves: [HoldReason]
    /// What is mended by a password alone, if the password really hides it.
    var protected: [HoldReason]
    var protectsText: Bool
  }

  /// The same for its case.
  private struct Case {
    var plan: SenderPlan
    var judged: [Judged]
    /// Messages of which nobody is left to get them.
    var returns: [ReturnOrder]
  }

  /// What the rules said when a plan was shown: any other word of theirs makes another plan.
  private struct Verdict: Encodable {
    var stops: [HoldReason]
    var approves: [HoldReason]
    var protected: [HoldReason]
    var protectsText: Bool

    init(_ judged: Judged) {
      (stops, approves) = (judged.stops, judged.approves)
      (protected, protectsText) = (judged.protected, judged.protectsText)
    }
  }

  /// What would go out, and what the rules of now say to that. Nothing is done.
  /// - Parameter mend: of the whole case; its recipients are those of all its messages.
  public func plan(
    _ mend: SenderMend, of id: HeldID, by person: SenderPerson
  ) throws(SenderFault) -> SenderPlan { try judge(mend, id, person).plan }

  /// Sends a message, and the others of its case, on as was shown; they go when the grace time is over. Where a rule keeps
  /// one all the same, nothing is done.
  /// - Parameter digest: of the plan that was shown.
  /// - Throws: `stops`, with what keeps it; `changed` where the plan would be another one by now, `decided` where somebody
  ///   was faster, `cannotProtect` where not all that was to be protected can be: it never goes in clear instead.
  public func send(
    _ mend: SenderMend, of id: HeldID, approved digest: [UInt8], by person: SenderPerson
  ) throws(SenderFault) {
    let all = try judge(mend, id, person)
    guard all.plan.digest == digest else { throw .changed(id) }
    guard all.plan.isReady else {
      for judged in all.judged where !judged.stops.isEmpty {
        try asking(id) { () throws(QuarantineError) in
          try store.noteStopped(judged.waiting.id, by: judged.stops.map(\.rule.id), for: person.address)
        }
      }
      throw .stops(id, all.plan.stops)
    }
    for judged in all.judged where judged.copies.contains(where: \.isProtected) { try protect(judged) }
    let orders = all.judged.map { judged in
      let gets = Set(judged.copies.flatMap(\.addresses).map { ShownAddresses.canonical($0) })
      let checks = mend.checksParents ? judged.waiting.message.parentChecks ?? [] : []
      return MendOrder(
        ReleaseOrder(
          judged.waiting.id, copies: judged.copies, withheld: judged.withheld, cutParts: mend.choice.cuts.count,
          stamp: judged.waiting.stamp),
        checks: checks.filter { gets.contains($0.address) })
    }
    try asking(id) { () throws(QuarantineError) in
      try store.queueMended(
        orders, returning: all.returns, by: person.address,
        reason: Self.trail(mend.words(withheld: all.plan.withheld), person), grace: desk.grace,
        isFalseAlarm: mend.isFalseAlarm)
    }
  }

  private func judge(
    _ mend: SenderMend, _ id: HeldID, _ person: SenderPerson
  ) throws(SenderFault) -> Case {
    let members = try members(with: waiting(id, person), person)
    try check(mend.acts, on: members, by: person)
    guard mend.checked != nil || (!mend.checksParents && !mend.isFalseAlarm),
      mend.checked?.contains(where: { !$0.isWhitespace }) != false
    else { throw .reasonMissing(id) }
    if mend.checksParents, !members.contains(where: { $0.message.parentChecks?.isEmpty == false }) {
      throw .notOffered(id, .checked)
    }
    // In clear against a rule goes nothing by its sender's word.
    guard !mend.choice.isInClear else { throw .notOffered(id, .protect) }
    let open = members.reduce(into: Set<String>()) { $0.formUnion($1.open) }
    if let chosen = mend.choice.recipients, !chosen.isSubset(of: open) { throw .noRecipient(id) }
    if !mend.choice.cuts.isEmpty {
      guard try haveOneContent(members) else { throw .cannotCut(id) }
    }

    var judged: [Judged] = []
    var returns: [(member: Waiting, order: ReturnOrder)] = []
    for member in members {
      if let own = wish(mend, for: member) {
        judged.append(try judge(own, member))
      } else if let envelope = writer.returnEnvelope(of: member.message, id: member.id) {
        returns.append((member, ReturnOrder(member.id, envelope: envelope, stamp: member.stamp)))
      } else {
        throw .nobodyLeft(member.id)
      }
    }
    guard !judged.isEmpty else { throw .nobodyLeft(id) }
    return Case(
      plan: plan(mend, id, members, judged, returns.map(\.member)), judged: judged, returns: returns.map(\.order))
  }

  private func plan(
    _ mend: SenderMend, _ id: HeldID, _ members: [Waiting], _ judged: [Judged], _ returned: [Waiting]
  ) -> SenderPlan {
    let copies = judged.flatMap(\.copies)
    var (stops, approves): ([SenderView.Reason], [SenderView.Reason]) = ([], [])
    for one in judged {
      func shown(_ reasons: [HoldReason]) -> [SenderView.Reason] {
        reasons.map { SenderView.Reason($0, isNew: !one.waiting.message.knows($0)) }
      }
      stops.join(shown(one.stops))
      approves.join(shown(one.approves))
    }
    return SenderPlan(
      id: id, mend: mend, messages: judged.count, copies: copies,
      withheld: Set(judged.flatMap(\.withheld) + returned.flatMap(\.open)).sorted(), returned: returned.map(\.id),
      taken: members.reduce(into: Set<String>()) { $0.formUnion($1.own.taken) }.sorted(), stops: stops,
      approves: approves,
      needsCheck: !stops.isEmpty && judged.allSatisfy { $0.stops == $0.checkable || $0.stops.isEmpty },
      protectsText: judged.contains(where: \.protectsText),
      digest: PlanDigest.of(
        members.map { ($0.id, $0.stamp) }, (mend, judged.map(\.copies), judged.map { Verdict($0) })))
  }

  private func judge(_ mend: SenderMend, _ waiting: Waiting) throws(SenderFault) -> Judged {
    let (id, choice, taken) = (waiting.id, mend.choice, waiting.own.taken)
    let wanted = try asking(id) { () throws(QuarantineError) in
      try waiting.message.copies(of: id, choice, leavingOut: taken)
    }
    guard !wanted.isEmpty else { throw .nobodyLeft(id) }
    let locked = Set(wanted.filter(\.isProtected).flatMap(\.addresses))
    // The form under a password is made of all of it.
    guard desk.canCut(choice.cuts, of: waiting.own.detail), choice.cuts.isEmpty || locked.isEmpty else {
      throw .cannotCut(id)
    }

    let content = try asking(id) { () throws(QuarantineError) in try store.contentToJudge(id) }
    let rechecked = try recheck(cutting(choice.cuts, content, id), waiting, in: wanted)
    let copies = wanted.flatMap { $0.obeying(rechecked) }
    let protected = rechecked.reasons.compactMap { $0.asksProtectionAlone ? $0.only(locked.contains) : nil }
    let check = try asking(id) { () throws(QuarantineError) in try store.check(of: id) }
    let left = rechecked.reasons.filter { reason in
      // A sender who acts has thought again; and what a colleague has confirmed is confirmed.
      let isAnswered = reason.asksCheckAlone && check?.isConfirmed == true && waiting.message.knows(reason)
      return !reason.asksDelayAlone && !isAnswered
    }.compactMap { $0.asksProtectionAlone ? $0.only { !locked.contains($0) } : $0 }
    let checkable = left.filter { waiting.message.mayCheck($0) }
    let approves = mend.checked == nil ? [] : checkable
    return Judged(
      waiting: waiting, copies: copies,
      withheld: waiting.open.subtracting(copies.flatMap(\.addresses)).sorted(),
      stops: left.filter { !approves.contains($0) }, checkable: checkable, approves: approves, protected: protected,
      protectsText: !locked.isEmpty && (choice.hidesText(of: waiting.message) || rechecked.protectsText))
  }

  private func recheck(
    _ content: MemoryFile, _ waiting: Waiting, in copies: [PlannedCopy]
  ) throws(SenderFault) -> Rechecked {
    do {
      return try recheck.judge(content, of: waiting.message, waiting.id, in: copies)
    } catch {
      throw .cannotCheck(waiting.id, error.words)
    }
  }

  private func cutting(_ cuts: [PartCut], _ content: MemoryFile, _ id: HeldID) throws(SenderFault) -> MemoryFile {
    guard !cuts.isEmpty else { return content }
    do {
      return try PartSplicing.without(cuts.sorted { $0.range.lowerBound < $1.range.lowerBound }, content)
    } catch {
      throw .cannotCut(id)
    }
  }

  /// Makes the form under a password, and sees that what asked for it cannot be read in it any more.
  private func protect(_ judged: Judged) throws(SenderFault) {
    let id = judged.waiting.id
    do {
      guard try recheck.protect(id, includesBody: judged.protectsText) else {
        throw SenderFault.cannotProtect(id, "there is nothing in it that could be, or that is not protected already")
      }
    } catch let error as RecheckFailure {
      throw .cannotProtect(id, error.words)
    } catch let fault as SenderFault {
      throw fault
    } catch {
      throw .cannotProtect(id, "\(error)")
    }
    let form = try asking(id) { () throws(QuarantineError) in try store.protectedContentToJudge(id) }
    let rules = Set(judged.protected.map(\.rule.id))
    let after = try recheck(form, judged.waiting, in: judged.copies)
    guard !after.reasons.contains(where: { rules.contains($0.rule.id) }) else {
      throw .cannotProtect(id, "what was found would stay readable")
    }
  }
}

extension HeldMessage {
  /// Whether its sender may end it for this reason by saying that they have checked: the rule leaves it to them now, and
  /// did so when it was held (D12, D24).
  fileprivate func mayCheck(_ reason: HoldReason) -> Bool {
    guard reason.releaser == .sender else { return false }
    guard let reasons else { return releaser == .sender }
    return reasons.filter { $0.rule.id == reason.rule.id }.allSatisfy { $0.releaser == .sender }
  }

  /// Whether it was held for this already.
  fileprivate func knows(_ reason: HoldReason) -> Bool {
    reasons.map { reason.isKnown(among: $0) } ?? rules.contains { $0.id == reason.rule.id }
  }
}

extension HoldReason {
  /// The same for some of its recipients; nil for none.
  fileprivate func only(_ isMeant: (String) -> Bool) -> HoldReason? {
    var part = self
    part.recipients.removeAll { !isMeant($0) }
    return part.recipients.isEmpty ? nil : part
  }
}

extension PlannedCopy {
  /// The same with what the rules ask for on the way.
  fileprivate func obeying(_ rechecked: Rechecked) -> [PlannedCopy] {
    var parts: [PlannedCopy] = []
    for hides in [false, true] {
      for isVerified in [false, true] {
        let own = addresses.filter {
          (rechecked.hidden.contains($0) && shown == .everybody) == hides
            && rechecked.verifiedTLS.contains($0) == isVerified
        }
        guard !own.isEmpty else { continue }
        var part = self
        part.addresses = own
        if hides { part.shown = .nobody }
        if isVerified { part.route = .verifiedTLS }
        parts.append(part)
      }
    }
    return parts
  }
}

extension SenderMend {
  /// What it does, for the audit trail.
  fileprivate func words(withheld: [String]) -> [String] {
    var words = ["its sender sends it on"]
    if choice.recipients != nil {
      let some = withheld.prefix(10).joined(separator: ", ")
      words.append("without \(some)\(withheld.count > 10 ? " and \(withheld.count - 10) more" : "")")
    }
    switch choice.addresses {
    case .asDecided: break
    case .hidden: words.append("all addresses hidden")
    case .oneEach: words.append("one copy each")
    }
    if !choice.cuts.isEmpty { words.append("without attachment \(choice.cuts.map(\.part).joined(separator: ", "))") }
    if choice.isProtected { words.append("under a password") }
    if let checked { words.append("has checked the addresses: \(checked.prefix(500))") }
    return words
  }
}
