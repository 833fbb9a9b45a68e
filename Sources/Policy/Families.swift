import People

/// The readers of one message, put together by household and by agency: within a group nobody learns anything from seeing
/// the others' addresses.
///
/// Two adults are of one household when they share a child, and the records do not say that one of them lives elsewhere,
/// must have no contact, must not learn the address, or has another part in a looked-after child's life. Each member of a
/// group is of one household with each other one, so that a stepfather does not join the two mothers of his children.
struct Families {
  /// For each audience its group; nil for the school's own staff.
  private(set) var groups: [Int?] = []
  /// How many families and outside persons see each other: the school's own staff and its partners do not count. Pupils
  /// count beside outsiders only: they know each other.
  let count: Int
  /// Two adults of one child, both with a say in its upbringing, are of two households.
  let parentsAreApart: Bool

  init(_ audiences: [Audience]) {
    var builder = FamilyBuilder()
    groups = audiences.map { builder.place($0) }
    let pupils = audiences.count { $0.kind == .pupil }
    count = builder.families.isEmpty ? 0 : builder.families.count + pupils
    parentsAreApart = builder.parentsAreApart
  }
}

private struct FamilyBuilder {
  private var members: [[Audience]] = []
  /// Groups that hold an adult of this child, or the child.
  private var byChild: [PersonNumber: [Int]] = [:]
  private var byPerson: [PersonNumber: Int] = [:]
  private var byAgency: [String: Int] = [:]
  private var byAddress: [String: Int] = [:]
  /// Groups that count as families or outside persons.
  private(set) var families: Set<Int> = []
  private(set) var parentsAreApart = false

  mutating func place(_ audience: Audience) -> Int? {
    guard !audience.isSchoolsOwn else { return nil }
    let address = ShownAddresses.canonical(audience.address)
    let group = byAddress[address] ?? known(audience) ?? members.count
    if group == members.count { members.append([]) }
    members[group].append(audience)
    byAddress[address] = group
    for person in audience.people { byPerson[person] = byPerson[person] ?? group }
    if let agency = audience.agency { byAgency[agency] = byAgency[agency] ?? group }
    for child in audience.linkedChildren where byChild[child]?.contains(group) != true {
      byChild[child, default: []].append(group)
    }
    if audience.countsAsFamily { families.insert(group) }
    return group
  }

  /// The group that an audience belongs to, where it is there already.
  private mutating func known(_ audience: Audience) -> Int? {
    if let agency = audience.agency { return byAgency[agency] }
    for person in audience.people { if let group = byPerson[person] { return group } }
    var found: Int?
    for child in audience.linkedChildren {
      for group in byChild[child] ?? [] {
        if members[group].allSatisfy({ $0.sharesHousehold(with: audience) }) {
          found = found ?? group
        } else if members[group].contains(where: { $0.isParentApart(from: audience, of: child) }) {
          parentsAreApart = true
        }
      }
    }
    return found
  }
}

extension Audience {
  /// Staff and governors at the school's own addresses, and lists of nobody else.
  var isSchoolsOwn: Bool {
    guard isInternal else { return false }
    if let members { return members.isComplete && members.kinds.isSubset(of: [.staff, .governor]) }
    return kind == .staff || kind == .governor
  }

  fileprivate var countsAsFamily: Bool {
    switch kind {
    case .guardian, .privateMailbox, .applicant, .formerPupil, .volunteer: true
    case .unknown: !isInternal
    default: false
    }
  }

  /// The children of an adult, or the pupil who reads it.
  fileprivate var linkedChildren: [PersonNumber] { kind == .pupil ? people : children.map(\.number) }

  fileprivate func sharesHousehold(with other: Audience) -> Bool {
    if kind == .pupil || other.kind == .pupil {
      guard kind != other.kind else { return false }
      let (adult, pupil) = kind == .pupil ? (other, self) : (self, other)
      let own = adult.children.filter { pupil.people.contains($0.number) }
      return !own.isEmpty && own.allSatisfy(\.mayShareHome)
    }
    let shared = sharedChildren(with: other)
    return !shared.isEmpty
      && shared.allSatisfy { $0.mayShareHome && $1.mayShareHome && $0.lookedAfterRole == $1.lookedAfterRole }
  }

  /// Two adults who bring up one child from two homes. Those who only work with the child are none of them, nor are
  /// relatives without parental responsibility.
  fileprivate func isParentApart(from other: Audience, of child: PersonNumber) -> Bool {
    sharedChildren(with: other).contains { one, two in
      guard one.number == child, one.isFamily, two.isFamily,
        !(one.mayShareHome && two.mayShareHome && one.lookedAfterRole == two.lookedAfterRole)
      else { return false }
      if one.lookedAfterRole != nil || two.lookedAfterRole != nil { return true }
      return one.parentalResponsibility != false && two.parentalResponsibility != false
    }
  }

  private func sharedChildren(with other: Audience) -> [(Child, Child)] {
    children.flatMap { one in other.children.filter { $0.number == one.number }.map { (one, $0) } }
  }
}

extension Audience.Child {
  /// The records do not keep this adult and another one of the child apart.
  fileprivate var mayShareHome: Bool { !noContact && !withholdAddress && livesWith != false }

  /// A relative or carer, not somebody who has to do with the child by profession.
  fileprivate var isFamily: Bool {
    guard let role = lookedAfterRole?.lowercased() else { return true }
    return ["parent", "mother", "father", "carer", "foster", "famil", "kin", "grand"].contains(where: role.contains)
  }
}
