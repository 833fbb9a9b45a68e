import Policy
public import Quarantine
import Spool

extension SenderDesk {
  /// Who would get it back. Nothing is done.
  public func withdrawal(of id: HeldID, by person: SenderPerson) throws(SenderFault) -> SenderWithdrawal {
    let waiting = try waiting(id, person, for: .withdraw)
    guard let envelope = writer.returnEnvelope(of: waiting.message, id: id) else {
      throw .delivery(.nobodyToReturnTo(id))
    }
    let to = envelope.recipients.map(\.address).joined(separator: ", ")
    return SenderWithdrawal(
      id: id, to: to, digest: PlanDigest.of([(id, waiting.stamp)], ("withdraw", to, "")),
      order: ReturnOrder(id, envelope: envelope, stamp: waiting.stamp))
  }

  /// Keeps a message from going: it comes back to its sender when the grace time is over, whole.
  /// - Parameter digest: of what was shown.
  public func withdraw(
    of id: HeldID, approved digest: [UInt8], by person: SenderPerson
  ) throws(SenderFault) {
    let withdrawal = try withdrawal(of: id, by: person)
    guard withdrawal.digest == digest else { throw .changed(id) }
    _ = try asking(id) { () throws(QuarantineError) in
      try store.queueReturn(
        [withdrawal.order], by: person.address, reason: Self.trail(["its sender withdraws it"], person),
        grace: desk.grace, isSender: true)
    }
  }

  /// Takes back what this person has done, before it goes: the message is held again.
  /// - Throws: `tooLate` where it has gone, `decided` where it was somebody else's act.
  public func takeBack(of id: HeldID, by person: SenderPerson) throws(SenderFault) {
    let own = try own(id, person)
    let line = try asking(id) { () throws(QuarantineError) in try store.lastDecision(on: id) }
    guard let actor = line?.actor, own.reader.addresses.contains(actor) else { throw decided(id) }
    try asking(id) { () throws(QuarantineError) in
      try store.takeBack([id], by: person.address, isSender: true)
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
