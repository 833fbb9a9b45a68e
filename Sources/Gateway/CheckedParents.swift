import Detection
import Foundation
import Logging
import People
import Policy
import Quarantine

/// What senders have given their word for (D16): an address that the records lack counts as a contact of a pupil for one
/// sender and thirty days. Never where an order forbids some adult to have contact with that pupil: that adult may have a
/// second address.
struct CheckedParents: Sendable {
  let store: QuarantineStore
  let logger: Logger

  func apply(to facts: inout MessageFacts, _ people: PeopleIndex) {
    let strangers = facts.recipients.indices.filter { facts.recipients[$0].isUnrecorded }
    let pupils = facts.checkablePupils
    guard !strangers.isEmpty, !pupils.isEmpty, pupils.count <= Self.mostPupils else { return }
    do {
      let known = try store.checkedParents(by: facts.sender.identity)
      guard !known.isEmpty else { return }
      for index in strangers {
        let address = ShownAddresses.canonical(facts.recipients[index].address)
        for pupil in pupils {
          let key = store.parentKey(
            sender: facts.sender.identity, address: address, pupil: people.lastingName(of: pupil))
          guard known.contains(key) else { continue }
          facts.recipients[index].kind = .guardian
          facts.recipients[index].children.append(Audience.Child(pupil))
        }
      }
    } catch {
      // Then the address is as unknown as the records say, and the sender is asked once more.
      logger.error("checked parents cannot be looked up: \(error)")
    }
  }

  /// A list of more is no letter to a parent.
  private static let mostPupils = 10
}

extension MessageFacts {
  /// Pupils whom the message is about, but for those with whom some adult must have no contact.
  var checkablePupils: [PersonNumber] {
    subjectKinds.keys.filter { subjectKinds[$0] == .pupil && !guardedSubjects.contains($0) }.sorted()
  }

  /// What the sender may say of those for whom it is held: where the whole message is about one pupil.
  func parentChecks(for recipients: [Int], _ people: PeopleIndex) -> [ParentCheck] {
    let pupils = subjectKinds.keys.filter { subjectKinds[$0] == .pupil || subjectKinds[$0] == .formerPupil }
    guard pupils.count == 1, let pupil = checkablePupils.first, let name = people.person(pupil)?.fullName else {
      return []
    }
    return recipients.filter { self.recipients[$0].isUnrecorded }.map { index in
      ParentCheck(
        address: ShownAddresses.canonical(self.recipients[index].address), pupil: people.lastingName(of: pupil),
        name: name)
    }
  }
}

extension Audience {
  /// An address outside that is in no record, and is no misspelling of one that is.
  fileprivate var isUnrecorded: Bool {
    (kind == .unknown || kind == .privateMailbox) && !isInternal && people.isEmpty && children.isEmpty && grant == nil
      && privateOwner == nil && resembles == nil
  }
}

extension PeopleIndex {
  /// What a pupil is known by when the records have been read anew: the numbers of persons change with each reading.
  func lastingName(of pupil: PersonNumber) -> String {
    if let upn = upn(of: pupil) { return "upn \(upn)" }
    let person = person(pupil)
    let birth = dateOfBirth(of: pupil).map { "\($0)" }
    return ["name", person?.fullName ?? "", birth ?? "", person?.school ?? "", birth == nil ? person?.form ?? "" : ""]
      .joined(separator: "\u{1F}")
  }
}
