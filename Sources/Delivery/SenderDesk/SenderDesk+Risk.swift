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
    let (members, orders, plan) = try risk(id, person)
    guard plan.digest == digest else { throw .changed(id) }
    let officers = book.settings.officers(ofSchool: members[0].access.school)
    let barred = members.reduce(into: members[0].own.reader.addresses) { $0.formUnion($1.access.hiddenFrom) }
    let protectors = Set([.dsl, .deputyDSL].flatMap { officers.addresses(in: $0) }).filter {
      book.addresses(ofPersonAt: $0).isDisjoint(with: barred)
    }
    try writing(id) {
      try store.queueMended(
        orders, by: person.address, reason: Self.trail(["a child is at risk now"], person), grace: 0,
        telling: protectors.sorted().map { officer in
          try writer.draft(writer.childAtRisk(id, by: person.address, to: officer), purpose: "risk \(id) \(officer)")
        })
    }
  }

  private func risk(
    _ id: HeldID, _ person: SenderPerson
  ) throws(SenderFault) -> (members: [Waiting], orders: [MendOrder], plan: SenderPlan) {
    let all = try members(with: waiting(id, person), person)
    try check([.childAtRisk], on: all, by: person)
    // What no professional gets goes on waiting.
    let members = all.filter { !professionals($0).isEmpty }
    let reached = members.reduce(into: Set<String>()) { $0.formUnion(professionals($1)) }
    let mend = SenderMend(ReleaseChoice(recipients: reached, isInClear: true))
    var orders: [MendOrder] = []
    for member in members {
      var choice = mend.choice
      choice.recipients = professionals(member)
      let copies = try asking(id) { () throws(QuarantineError) in
        try member.message.copies(of: member.id, choice, leavingOut: member.own.taken)
      }
      orders.append(
        MendOrder(
          ReleaseOrder(
            member.id, copies: copies, withheld: member.open.subtracting(professionals(member)).sorted(),
            stamp: member.stamp)))
    }
    let (copies, withheld) = (orders.flatMap(\.order.copies), Set(orders.flatMap(\.order.withheld)).sorted())
    let taken = members.reduce(into: Set<String>()) { $0.formUnion($1.own.taken) }
    return (
      members, orders,
      SenderPlan(
        id: id, mend: mend, messages: members.count, copies: copies, withheld: withheld, returned: [],
        taken: taken.sorted(), stops: [], approves: [], needsCheck: false, protectsText: false,
        digest: PlanDigest.of(members.map { ($0.id, $0.stamp) }, ("risk", copies, withheld)))
    )
  }

  /// The professionals who have not got it yet.
  func professionals(_ waiting: Waiting) -> Set<String> {
    Set(
      waiting.message.facts.recipients.filter { $0.kind == AudienceKind.professional.rawValue }.map(\.address)
    ).subtracting(waiting.own.taken)
  }
}
