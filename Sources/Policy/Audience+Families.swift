import People

extension [Audience] {
  /// How many families and outside persons see each other. Those of one household count once, as do strangers of one
  /// organisation; the school's own staff, its partners and lists, which show nobody's address, count not at all. Pupils
  /// count beside outsiders only, since they know each other, and not beside their own family.
  /// - Parameter sender: whose own addresses are no others'.
  func families(besides sender: PersonNumber? = nil) -> Int {
    var homes: [Home] = []
    var pupils: Set<PersonNumber> = []
    var nameless = 0
    var organisations: Set<String> = []
    for audience in self {
      if let sender, audience.people.contains(sender) { continue }
      switch audience.kind {
      case .guardian, .privateMailbox, .applicant, .formerPupil, .volunteer: homes.append(Home(audience))
      case .unknown where !audience.isInternal:
        organisations.insert(MailAddress(audience.address)?.domain ?? audience.address)
      case .pupil where audience.people.isEmpty: nameless += 1
      case .pupil: pupils.formUnion(audience.people)
      default: break
      }
    }
    let (households, children) = Home.unrelated(homes)
    let families = households + organisations.count
    return families == 0 ? 0 : families + nameless + pupils.subtracting(children).count
  }
}

/// Who one visible address is, and whose parent.
private struct Home {
  let people: [PersonNumber]
  let children: [PersonNumber]

  init(_ audience: Audience) {
    people = audience.people
    children = audience.children.map(\.number).sorted()
  }

  /// How many of them have neither a child nor a person in common, and all their children. A parent of two families is
  /// one with either, and does not make one of them: those with the fewest children are counted first.
  static func unrelated(_ homes: [Home]) -> (count: Int, children: Set<PersonNumber>) {
    var (seenPeople, seenChildren): (Set<PersonNumber>, Set<PersonNumber>) = ([], [])
    var count = 0
    for home in homes.sorted(by: isBefore) {
      if home.people.contains(where: seenPeople.contains) || home.children.contains(where: seenChildren.contains) {
        continue
      }
      count += 1
      seenPeople.formUnion(home.people)
      seenChildren.formUnion(home.children)
    }
    return (count, Set(homes.flatMap(\.children)))
  }

  private static func isBefore(_ a: Home, _ b: Home) -> Bool {
    a.children.count != b.children.count
      ? a.children.count < b.children.count : a.children.lexicographicallyPrecedes(b.children)
  }
}
