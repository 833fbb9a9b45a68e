import Configuration
import Policy
public import Quarantine
import Spool

/// "A child is at risk now" (D15), said by the sender: no rule, no officer and no grace time stands between them and the
/// people who protect children.
extension SenderDesk {
  /// What would go at once: the message to the professionals among its recipients. Nobody else gets it, and no password
  /// stands between them and it.
  /// - Throws: `notOffered` where it is not about the safety of a child, or none of them is a professional.
  public func riskPlan(of id: HeldID, by person: SenderPerson) throws(SenderFault) -> SenderPlan {
    try risk(id, person).plan
  }

  /// Sends it as was shown, and tells the designated safeguarding lead and the deputy, but for those who may not know.
  /// - Parameter digest: of the plan that was shown.
  public func releaseAtRisk(
    of id: HeldID, approved digest: [UInt8], by person: SenderPerson
  ) throws(SenderFault) {
    let (waiting, plan) = try risk(id, person)
    guard plan.digest == digest else { throw .changed(id) }
    let officers = book.settings.officers(ofSchool: waiting.access.school)
    let barred = waiting.access.hiddenFrom.union(waiting.own.reader.addresses)
    let protectors = Set([.dsl, .deputyDSL].flatMap { officers.addresses(in: $0) }).filter {
      book.addresses(ofPersonAt: $0).isDisjoint(with: barred)
    }
    let order = ReleaseOrder(id, copies: plan.copies, withheld: plan.withheld, stamp: waiting.stamp)
    try writing(id) {
      try store.queueMended(
        order, by: person.address, reason: Self.trail(["a child is at risk now"], person), grace: 0,
        telling: protectors.sorted().map { officer in
          try writer.draft(writer.childAtRisk(id, by: person.address, to: officer), purpose: "risk \(id) \(officer)")
        })
    }
  }

  private func risk(
    _ id: HeldID, _ person: SenderPerson
  ) throws(SenderFault) -> (waiting: Waiting, plan: SenderPlan) {
    let waiting = try waiting(id, person, for: .childAtRisk)
    let professionals = professionals(waiting)
    let mend = SenderMend(ReleaseChoice(recipients: professionals, isInClear: true))
    let taken = waiting.own.taken
    let copies = try asking(id) { () throws(QuarantineError) in
      try waiting.message.copies(of: id, mend.choice, leavingOut: taken)
    }
    let withheld = waiting.message.envelope.recipients.map(\.address).filter {
      !professionals.contains($0) && !taken.contains($0)
    }
    return (
      waiting,
      SenderPlan(
        id: id, mend: mend, copies: copies, withheld: withheld.sorted(), taken: taken.sorted(), stops: [],
        approves: [], needsCheck: false, protectsText: false,
        digest: PlanDigest.of([(id, waiting.stamp)], ("risk", copies, withheld)))
    )
  }

  /// The professionals who have not got it yet.
  func professionals(_ waiting: Waiting) -> Set<String> {
    Set(
      waiting.message.facts.recipients.filter { $0.kind == AudienceKind.professional.rawValue }.map(\.address)
    ).subtracting(waiting.own.taken)
  }
}
