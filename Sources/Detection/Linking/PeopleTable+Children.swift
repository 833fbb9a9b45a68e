import People

extension PeopleTable {
  /// Somebody whom the school teaches, taught or is about to teach.
  func isChild(_ person: PersonNumber) -> Bool {
    let kind = kind(of: person)
    return kind == .pupil || kind == .formerPupil || kind == .applicant
  }

  /// Whom a mention means is such a child; a name that the records lack may well be one.
  func isChild(_ mention: Mention) -> Bool {
    guard let first = mention.candidates.first else { return mention.name != nil }
    return isChild(first)
  }

  /// Parents and carers, and the children who have one of them in common.
  func family(of pupil: PersonNumber) -> Set<PersonNumber> {
    let guardians = guardians(of: pupil)
    return Set(guardians + guardians.flatMap { children(of: $0) }).subtracting([pupil])
  }
}
