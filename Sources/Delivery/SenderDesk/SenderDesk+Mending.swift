import Policy
public import Quarantine
import Spool

extension SenderDesk {
  /// A wish with all that comes of it.
  private struct Judged {
    var waiting: Waiting
    var plan: SenderPlan
    var stops: [HoldReason]
    /// What is mended by a password alone, if the password really hides it.
    var protected: [HoldReason]
  }

  /// What the rules said when a plan was shown: any other word of theirs makes another plan.
  private struct Verdict: Encodable {
    var stops: [HoldReason]
    var approves: [HoldReason]
    var protected: [HoldReason]
    var protectsText: Bool
  }

  /// What would go out, and what the rules of now say to that. Nothing is done.
  public func plan(
    _ mend: SenderMend, of id: HeldID, by person: SenderPerson
  ) throws(SenderFault) -> SenderPlan { try judge(mend, id, person).plan }

  /// Sends a message on as was shown; it goes when the grace time is over. Where a rule keeps it all the same, nothing is
  /// done.
  /// - Parameter digest: of the plan that was shown.
  /// - Throws: `stops`, with what keeps it; `changed` where the plan would be another one by now, `decided` where somebody
  ///   was faster, `cannotProtect` where not all that was to be protected can be: it never goes in clear instead.
  public func send(
    _ mend: SenderMend, of id: HeldID, approved digest: [UInt8], by person: SenderPerson
  ) throws(SenderFault) {
    let judged = try judge(mend, id, person)
    let (plan, message) = (judged.plan, judged.waiting.message)
    guard plan.digest == digest else { throw .changed(id) }
    guard judged.stops.isEmpty else {
      try asking(id) { () throws(QuarantineError) in
        try store.noteStopped(id, by: judged.stops.map(\.rule.id), for: person.address)
      }
      throw .stops(id, plan.stops)
    }
    if plan.isProtected { try protect(judged) }
    let gets = Set(plan.copies.flatMap(\.addresses).map { ShownAddresses.canonical($0) })
    let checks = mend.checksParents ? (message.parentChecks ?? []).filter { gets.contains($0.address) } : []
    let order = ReleaseOrder(
      id, copies: plan.copies, withheld: plan.withheld, cutParts: mend.choice.cuts.count, stamp: judged.waiting.stamp)
    try asking(id) { () throws(QuarantineError) in
      try store.queueMended(
        order, by: person.address, reason: Self.trail(mend.words(withheld: plan.withheld), person),
        grace: desk.grace, checks: checks, isFalseAlarm: mend.isFalseAlarm)
    }
  }

  private func judge(
    _ mend: SenderMend, _ id: HeldID, _ person: SenderPerson
  ) throws(SenderFault) -> Judged {
    let waiting = try waiting(id, person)
    try check(mend.acts, on: waiting, by: person)
    guard mend.checked != nil || (!mend.checksParents && !mend.isFalseAlarm),
      mend.checked?.contains(where: { !$0.isWhitespace }) != false
    else { throw .reasonMissing(id) }
    if mend.checksParents, waiting.message.parentChecks?.isEmpty != false { throw .notOffered(id, .checked) }

    let choice = mend.choice
    // In clear against a rule goes nothing by its sender's word.
    guard !choice.isInClear else { throw .notOffered(id, .protect) }
    let taken = waiting.own.taken
    let open = Set(waiting.message.envelope.recipients.map(\.address)).subtracting(taken)
    if let chosen = choice.recipients, !chosen.isSubset(of: open) { throw .noRecipient(id) }
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
    let stops = left.filter { !approves.contains($0) }
    let withheld = open.subtracting(copies.flatMap(\.addresses)).sorted()
    func shown(_ reasons: [HoldReason]) -> [SenderView.Reason] {
      reasons.map { SenderView.Reason($0, isNew: !waiting.message.knows($0)) }
    }
    let protectsText = !locked.isEmpty && (choice.hidesText(of: waiting.message) || rechecked.protectsText)
    let verdict = Verdict(stops: stops, approves: approves, protected: protected, protectsText: protectsText)
    let plan = SenderPlan(
      id: id, mend: mend, copies: copies, withheld: withheld, taken: taken.sorted(), stops: shown(stops),
      approves: shown(approves), needsCheck: !stops.isEmpty && stops == checkable,
      protectsText: protectsText,
      digest: PlanDigest.of([(id, waiting.stamp)], (mend, copies, verdict)))
    return Judged(waiting: waiting, plan: plan, stops: stops, protected: protected)
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
    let id = judged.plan.id
    do {
      guard try recheck.protect(id, includesBody: judged.plan.protectsText) else {
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
    let after = try recheck(form, judged.waiting, in: judged.plan.copies)
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
