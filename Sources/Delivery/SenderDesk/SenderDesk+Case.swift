import Policy
public import Protection
public import Quarantine
import Spool

/// A password, and who of a message's recipients needs it.
public struct SenderPassword: Sendable {
  /// As the envelope has them.
  public var recipients: [String]
  public var password: Password
  /// Those who open it with one that the school has agreed on with them.
  public var agreed: [String]
}

/// What a sender does with one message holds for its case (D21): the transactions of one message, or a run of near-identical
/// ones, of which one notice told. Only those count that wait and are the sender's own.
extension SenderDesk {
  /// The messages of a case, the given one first, then in the order in which they were held.
  func members(with first: Waiting, _ person: SenderPerson) throws(SenderFault) -> [Waiting] {
    let all = try asking(first.id) { () throws(QuarantineError) in try store.caseMembers(of: first.id) }
    var members = [first]
    for other in all where other.id != first.id && other.state == .held {
      do {
        members.append(try waiting(other.id, person))
      } catch {
        switch error {
        // Somebody else's, or ended just now.
        case .notFound, .decided: continue
        default: throw error
        }
      }
    }
    return members
  }

  /// A wish as it is meant for one message of a case: who is to get nothing of the case gets nothing of it.
  /// - Returns: nil where none of its recipients is left: then it comes back to its sender.
  func wish(_ mend: SenderMend, for member: Waiting) -> SenderMend? {
    guard let chosen = mend.choice.recipients else { return mend }
    let open = member.open
    let left = open.intersection(chosen)
    guard !left.isEmpty else { return nil }
    var own = mend
    own.choice.recipients = left == open ? nil : left
    return own
  }

  /// The passwords of a case: of each of its messages that has gone under one, or will, for a person who has signed in; that
  /// they asked stands on the audit trail before.
  /// - Returns: the one that was asked about first; empty where nothing was protected, or that is forgotten.
  public func passwords(of id: HeldID, by person: SenderPerson) throws(SenderFault) -> [SenderPassword] {
    let own = try own(id, person)
    guard person.isSignedIn else { throw .signInNeeded(.protect) }
    let all = try ownMembers(of: own)
    return try asking(id) { () throws(QuarantineError) in
      var passwords: [SenderPassword] = []
      for member in all {
        guard let password = try store.password(of: member, by: person.address, isSender: true) else { continue }
        let agreed = try store.ownFormRecipients(of: member)
        let recipients = try store.show(member).message?.envelope.recipients.map(\.address) ?? []
        passwords.append(
          SenderPassword(
            recipients: recipients.filter { !agreed.contains($0) }, password: password, agreed: agreed))
      }
      return passwords
    }
  }

  /// Those of its case that have a password.
  func protectedMembers(of own: Own) throws(SenderFault) -> [HeldID] {
    var found: [HeldID] = []
    for member in try ownMembers(of: own) {
      if try asking(own.id, { () throws(QuarantineError) in try store.hasPassword(member) }) { found.append(member) }
    }
    return found
  }

  /// Of its case, whatever has become of them: itself first.
  private func ownMembers(of own: Own) throws(SenderFault) -> [HeldID] {
    try asking(own.id) { () throws(QuarantineError) in
      var members = [own.id]
      for other in try store.caseMembers(of: own.id) where other.id != own.id {
        if try store.isSent(other.id, byOneOf: own.reader.addresses) { members.append(other.id) }
      }
      return members
    }
  }

  /// Whether what was chosen in one of them stands at the same place in all.
  func haveOneContent(_ members: [Waiting]) throws(SenderFault) -> Bool {
    guard let first = members.first, members.count > 1 else { return true }
    func bytes(_ member: Waiting) throws(SenderFault) -> [UInt8]? {
      let content = try asking(member.id) { () throws(QuarantineError) in try store.contentToJudge(member.id) }
      return try? content.withBytes { Array($0) }
    }
    let own = try bytes(first)
    for member in members.dropFirst() {
      guard try bytes(member) == own else { return false }
    }
    return own != nil
  }
}

extension SenderDesk.Waiting {
  /// Those who have not got it yet.
  var open: Set<String> { Set(message.envelope.recipients.map(\.address)).subtracting(own.taken) }
}

extension [SenderView.Reason] {
  /// With those of another message of the case: the same rule says the same of more recipients.
  mutating func join(_ others: [SenderView.Reason]) {
    for other in others {
      guard let index = firstIndex(where: { $0.rule == other.rule && $0.releaser == other.releaser }) else {
        append(other)
        continue
      }
      self[index].recipients += other.recipients.filter { !self[index].recipients.contains($0) }
      self[index].isNew = self[index].isNew || other.isNew
    }
  }
}
