import Policy
public import Quarantine
import Spool

extension SenderDesk {
  /// Who would get it back. Nothing is done.
  public func withdrawal(of id: HeldID, by person: SenderPerson) throws(SenderFault) -> SenderWithdrawal {
    let members = try members(with: waiting(id, person, for: .withdraw), person)
    var orders: [ReturnOrder] = []
    for member in members {
      guard let envelope = writer.returnEnvelope(of: member.message, id: member.id) else {
        throw .delivery(.nobodyToReturnTo(member.id))
      }
      orders.append(ReturnOrder(member.id, envelope: envelope, stamp: member.stamp))
    }
    let to = orders[0].envelope.recipients.map(\.address).joined(separator: ", ")
    return SenderWithdrawal(
      id: id, messages: orders.count, to: to,
      digest: PlanDigest.of(members.map { ($0.id, $0.stamp) }, ("withdraw", to, "")), orders: orders)
  }

  /// Keeps a message, and the others of its case, from going: they come back to their sender when the grace time is over,
  /// whole.
  /// - Parameter digest: of what was shown.
  public func withdraw(
    of id: HeldID, approved digest: [UInt8], by person: SenderPerson
  ) throws(SenderFault) {
    let withdrawal = try withdrawal(of: id, by: person)
    guard withdrawal.digest == digest else { throw .changed(id) }
    _ = try asking(id) { () throws(QuarantineError) in
      try store.queueReturn(
        withdrawal.orders, by: person.address, reason: Self.trail(["its sender withdraws it"], person),
        grace: desk.grace, isSender: true)
    }
  }

  /// Takes back what this person has done, before it goes: the message is held again.
  /// - Throws: `tooLate` where it has gone, `decided` where it was somebody else's act.
  public func takeBack(of id: HeldID, by person: SenderPerson) throws(SenderFault) {
    let own = try own(id, person)
    let line = try asking(id) { () throws(QuarantineError) in try store.lastDecision(on: id) }
    guard let actor = line?.actor, own.reader.addresses.contains(actor) else { throw decided(id) }
    // All that was done with it at once.
    try asking(id) { () throws(QuarantineError) in
      var ids = [id]
      for other in try store.caseMembers(of: id)
      where other.id != id && [.releasing, .returning].contains(other.state) {
        let last = try store.lastDecision(on: other.id)
        guard last?.actor == actor, last?.time == line?.time,
          try store.isSent(other.id, byOneOf: own.reader.addresses)
        else { continue }
        ids.append(other.id)
      }
      try store.takeBack(ids, by: person.address, isSender: true)
    }
  }

  /// Notes that it should not have been held; it goes on waiting.
  /// - Parameter reason: why they say so.
  public func markFalseAlarm(of id: HeldID, reason: String, by person: SenderPerson) throws(SenderFault) {
    let own = try own(id, person)
    guard person.isSignedIn else { throw .signInNeeded(.falseAlarm) }
    guard own.detail.message != nil else { throw decided(id) }
    try asking(id) { () throws(QuarantineError) in
      try store.markSendersFalseAlarm(
        id, by: person.address, reason: Self.trail([String(reason.prefix(500))].filter { !$0.isEmpty }, person))
    }
  }
}
