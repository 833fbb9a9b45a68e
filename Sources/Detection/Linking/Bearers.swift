import People

/// All who bear a name that means somebody only with support, and those of them for whom the message as a whole speaks.
/// In the records of a trust thousands bear one first name, and a list may hold it again and again: so this is worked out once
/// for each name.
struct Bearers {
  let all: [PersonNumber]
  /// Children of somebody who is greeted.
  let greeted: [PersonNumber]
  /// Those who are told of elsewhere in the message, write it or are written to.
  let known: [PersonNumber]
  let areWardsAmong: Bool
  /// The only child of the guardians who are written to, the only relative of somebody who is told of, and the only member of
  /// staff; each nil where there is none, or more than one.
  let ward, relative, colleague: PersonNumber?

  /// What makes one of several bearers the likely one.
  struct Support {
    var greetedWards: Set<PersonNumber> = []
    var known: Set<PersonNumber> = []
    var wards: Set<PersonNumber> = []
    var relatives: Set<PersonNumber> = []
  }

  init(_ key: UInt64, _ people: PeopleTable, _ support: Support) {
    var all: [PersonNumber] = []
    var seen: Set<PersonNumber> = []
    people.lookup(key) { person, _ in
      if all.count < NameFinder.bearersKept, seen.insert(person).inserted { all.append(person) }
    }
    self.all = all
    func among(_ those: Set<PersonNumber>) -> [PersonNumber] { those.isEmpty ? [] : all.filter(those.contains) }
    greeted = among(support.greetedWards)
    known = among(support.known)
    let wards = among(support.wards)
    areWardsAmong = !wards.isEmpty
    ward = wards.only
    relative = among(support.relatives).only
    colleague = all.filter { people.kind(of: $0) == .staff }.only
  }
}

extension [PersonNumber] {
  /// The one that is there; nil where there is none, or more than one.
  fileprivate var only: PersonNumber? { count == 1 ? self[0] : nil }
}
