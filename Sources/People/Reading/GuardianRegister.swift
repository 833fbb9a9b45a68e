import Normalisation

/// Tells which guardians of the school's files are one person, however often and in however many spellings they come.
struct GuardianRegister {
  private var byAddress: [UInt32: [UInt32]] = [:]
  private var byHousehold: [String: UInt32] = [:]
  private var byPupil: [UInt32: [UInt32]] = [:]
  /// Names of those who were first met by their address alone.
  private(set) var laterNames: [UInt32: NameParts] = [:]

  /// The guardian of this name and address, added to the records when nobody there fits: the same person for all
  /// children of a household.
  /// - Returns: nil when neither name nor address is given.
  mutating func person(
    named whole: String, at address: String, of pupil: UInt32, household: String, in records: inout PeopleRecords
  ) -> UInt32? {
    guard !whole.isEmpty || !address.isEmpty else { return nil }
    let name = NameParts(whole)
    let number = address.isEmpty ? nil : records.addresses.intern(address)
    let key = NameFolding.fold(name.full) + "|" + household
    let known =
      ofPupil(pupil, name, records, isNameAlone: number == nil)
      ?? number.flatMap { number in byAddress[number]?.first { isSame(self.name(of: $0, records), name) } }
      ?? (number == nil ? byHousehold[key] : nil)
    let person = known ?? records.add(.init(kind: .guardian, name: name))
    if known != nil, !name.full.isEmpty, self.name(of: person, records).full.isEmpty { laterNames[person] = name }
    if let number {
      if byAddress[number]?.contains(person) != true {
        byAddress[number, default: []].append(person)
        records.personAddresses.append((person, number))
      }
    } else if known == nil {
      byHousehold[key] = person
    }
    if byPupil[pupil]?.contains(person) != true { byPupil[pupil, default: []].append(person) }
    return person
  }

  /// Somebody of the pupil's own with the same full name, also at another address: an order against contact must not
  /// be escaped by a second mailbox. Without an address a close name will do when only one has it.
  private func ofPupil(_ pupil: UInt32, _ name: NameParts, _ records: PeopleRecords, isNameAlone: Bool) -> UInt32? {
    guard let own = byPupil[pupil], !name.full.isEmpty else { return nil }
    let full = NameFolding.fold(name.full)
    let alike = own.filter { isSame(self.name(of: $0, records), name) }
    if let exact = alike.first(where: { NameFolding.fold(self.name(of: $0, records).full) == full }) { return exact }
    let named = alike.filter { !self.name(of: $0, records).full.isEmpty }
    return isNameAlone && named.count == 1 ? named[0] : nil
  }

  private func name(of person: UInt32, _ records: PeopleRecords) -> NameParts {
    laterNames[person] ?? records.nameParts(Int(person))
  }

  /// Two spellings of one name: "Karen Young", "Mrs K Young". Two people who share a mailbox stay two.
  private func isSame(_ a: NameParts, _ b: NameParts) -> Bool {
    if a.full.isEmpty || b.full.isEmpty { return true }
    if let one = NameTitle(a.title), let other = NameTitle(b.title), one != other, one != .neutral, other != .neutral {
      return false
    }
    guard NameFolding.fold(a.last) == NameFolding.fold(b.last) else { return false }
    let (aFirst, bFirst) = (NameFolding.fold(a.first), NameFolding.fold(b.first))
    if aFirst == bFirst || aFirst.isEmpty || bFirst.isEmpty { return true }
    return (aFirst.count == 1 || bFirst.count == 1) && aFirst.first == bFirst.first
  }
}
