import Configuration
import People

/// Who may confirm the recipients' addresses of a held message. Pure: the same answer for the same facts.
extension AccessBook {
  /// Those who are asked at one step: never the sender, nor who gets it, nor who may not know of it (D17); each address of
  /// such a person counts, and each list that they are on, by records, directory and alias files (D24).
  /// - Parameter recipients: addresses, as the envelope has them.
  /// - Returns: addresses, lower case, sorted, each person once.
  public func checkers(of message: MessageAccess, to recipients: [String], at step: CheckStep) -> [String] {
    let barred = barred(from: message, to: recipients)
    var known: Set<String> = []
    return candidates(for: message, at: step).sorted().filter { address in
      let own = addresses(ofPersonAt: address)
      guard own.isDisjoint(with: barred), own.isDisjoint(with: known) else { return false }
      known.formUnion(own)
      return true
    }
  }

  /// Whether this person may confirm them, at whatever step it is: an officer of the message, a checker or a deputy.
  public func mayCheck(_ message: MessageAccess, to recipients: [String], _ reader: Reader) -> Bool {
    guard !isHidden(message, from: reader), reader.addresses.isDisjoint(with: barred(from: message, to: recipients))
    else { return false }
    return CheckStep.allCases.contains { !candidates(for: message, at: $0).isDisjoint(with: reader.addresses) }
  }

  /// Lower case.
  private func candidates(for message: MessageAccess, at step: CheckStep) -> Set<String> {
    switch step {
    case .checkers: members(of: settings.fourEyes.checkers, for: message.school)
    case .deputies: members(of: settings.fourEyes.deputies, for: message.school)
    case .officers: Set(deciders(on: message))
    }
  }

  private func members(of group: FourEyes.Group, for school: String?) -> Set<String> {
    let officers = settings.officers(ofSchool: school)
    var found = Set(group.roles.flatMap { officers.addresses(in: $0) })
    for address in group.addresses { found.formUnion(members(ofList: address) ?? [address]) }
    guard !group.jobs.isEmpty || !group.departments.isEmpty else { return found }
    for person in people?.staff(inRoles: group.jobs, orDepartments: group.departments) ?? [] {
      // The school's own address stands first. In a trust nobody checks for another school.
      guard let address = person.addresses.first?.lowercased() else { continue }
      let own = settings.organisation.school(of: address)?.name
      if own == nil || own == school { found.insert(address) }
    }
    return found
  }

  /// Lower case: all addresses that tell the sender, who gets it, or who may not know of it.
  private func barred(from message: MessageAccess, to recipients: [String]) -> Set<String> {
    var barred = message.hiddenFrom.union(message.senders)
    for recipient in recipients { barred.insert(recipient.lowercased()) }
    let lists = MailingLists(people: people ?? .empty, book: lists)
    for text in barred {
      if let address = MailAddress(text) { barred.formUnion(lists.reach(of: address)) }
    }
    return barred
  }

  /// All who are on a list, lists within lists included, lower case; nil where the records know none of that address.
  private func members(ofList address: String) -> Set<String>? {
    (people?.members(ofList: address)).map { Set($0.members.map { $0.lowercased() }) }
  }
}
