import Detection
public import People

extension PeopleIndex: SchoolRecords {
  public func holders(of address: String) -> [(number: PersonNumber, kind: PersonKind)] {
    people(at: address).compactMap { number in person(number).map { (number, $0.kind) } }
  }

  public func kind(of number: PersonNumber) -> PersonKind? { person(number)?.kind }

  public func children(ofGuardianAt address: String, on day: CalendarDate) -> [Audience.Child] {
    var found: [PersonNumber: Audience.Child] = [:]
    var order: [PersonNumber] = []
    for guardian in people(at: address) {
      for pupil in children(of: guardian, on: day) {
        let child = child(pupil, of: guardian, on: day)
        // Several people may share one address: what is forbidden to one of them is forbidden to it.
        if let known = found[pupil] {
          found[pupil] = known.restricted(by: child)
        } else {
          found[pupil] = child
          order.append(pupil)
        }
      }
    }
    return order.compactMap { found[$0] }
  }

  private func child(_ pupil: PersonNumber, of guardian: PersonNumber, on day: CalendarDate) -> Audience.Child {
    guard let relationship = relationship(pupil: pupil, contact: guardian, on: day) else {
      return Audience.Child(pupil)
    }
    let mayReceive: Set<Detection.Category>? =
      switch relationship.mayReceive {
      case .unsaid, .everything: nil
      case .nothing: []
      case .only(let names): Set(names.compactMap(Detection.Category.init(rawValue:)))
      }
    var child = Audience.Child(
      pupil, noContact: relationship.noContact, withholdAddress: relationship.withholdAddress, mayReceive: mayReceive,
      livesWith: relationship.livesWith, parentalResponsibility: relationship.parentalResponsibility,
      lookedAfterRole: relationship.lookedAfterRole)
    // Whoever brings up a looked-after child knows that it is one.
    if relationship.lookedAfterRole != nil, relationship.livesWith == true, mayReceive?.isEmpty == false {
      child.mayReceive?.insert(.safeguarding)
    }
    // Who has to do with a looked-after child, and has not been given the care of them, has what the records say (D16).
    if relationship.mayReceive == .unsaid, relationship.lookedAfterRole != nil, relationship.livesWith != true {
      (child.mayReceive, child.isAssumed) = ([.personalBasic], true)
    }
    return child
  }

  public func isContactForbidden(with pupil: PersonNumber, on day: CalendarDate) -> Bool {
    relationships(of: pupil).contains { $0.noContact && $0.isValid(on: day) }
  }

  public func partner(at address: String) -> Partner? {
    contact(for: address).map { contact in
      Partner(
        kind: AudienceKind(rawValue: contact.kind) ?? .professional, organisation: contact.organisation,
        grant: Audience.Grant(
          mayReceive: Set(contact.mayReceive.compactMap(Detection.Category.init(rawValue:))), bulk: contact.bulk,
          safeguardingRoute: contact.isSafeguardingRoute),
        isDomain: !contact.isExactAddress)
    }
  }

  public var partnerAddresses: [String] { contactAddresses }

  public func members(ofList address: String) -> MailingList? {
    groupMembers(address).map { MailingList(members: $0.members, isComplete: !$0.isCut && !$0.hasUnreadable) }
  }

  public func owners(ofSharedMailbox address: String) -> [PersonNumber]? {
    let owners: [String]? = owners(ofSharedMailbox: address)
    return owners.map { $0.flatMap(people(at:)) }
  }
}

extension Audience.Child {
  fileprivate func restricted(by other: Audience.Child) -> Audience.Child {
    var both = self
    both.noContact = noContact || other.noContact
    both.withholdAddress = withholdAddress || other.withholdAddress
    if let theirs = other.mayReceive { both.mayReceive = mayReceive.map(theirs.intersection) ?? theirs }
    both.isAssumed = isAssumed && other.isAssumed
    return both
  }
}
