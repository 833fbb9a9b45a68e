extension PeopleIndex {
  /// Whose parent or carer this is on a day, also where contact is forbidden: ask `relationship(pupil:contact:)`.
  public func children(of guardian: PersonNumber, on day: CalendarDate = .today) -> [PersonNumber] {
    contactPlaces[guardian.value].map { relationships[Int($0)] }.filter { $0.isValid(on: day) }.map {
      PersonNumber($0.pupil)
    }
  }

  /// A pupil's parents, carers and other related people on a day, also those with whom contact is forbidden.
  public func guardians(of pupil: PersonNumber, on day: CalendarDate = .today) -> [PersonNumber] {
    rows(of: pupil).filter { $0.isValid(on: day) }.map { PersonNumber($0.contact) }
  }

  /// What the contact is to the pupil, valid today or not; nil when the records know of nothing.
  public func relationship(pupil: PersonNumber, contact: PersonNumber) -> Relationship? {
    rows(of: pupil).first { $0.contact == contact.value }.map(made)
  }

  /// Everything that the records say about people around a pupil.
  public func relationships(of pupil: PersonNumber) -> [Relationship] { rows(of: pupil).map(made) }

  private func rows(of pupil: PersonNumber) -> ArraySlice<PeopleRecords.RelationshipRow> {
    var low = 0
    var high = relationships.count
    while low < high {
      let middle = (low + high) / 2
      if relationships[middle].pupil < pupil.value { low = middle + 1 } else { high = middle }
    }
    var end = low
    while end < relationships.count, relationships[end].pupil == pupil.value { end += 1 }
    return relationships[low..<end]
  }

  private func made(_ row: PeopleRecords.RelationshipRow) -> Relationship {
    Relationship(
      pupil: PersonNumber(row.pupil), contact: PersonNumber(row.contact), words: records.words.text(row.words),
      parentalResponsibility: row.parentalResponsibility == 0 ? nil : row.parentalResponsibility == 2,
      livesWith: row.livesWith == 0 ? nil : row.livesWith == 2, mayReceive: permission(records.words[row.mayReceive]),
      noContact: row.noContact, withholdAddress: row.withholdAddress,
      lookedAfterRole: records.words.text(row.lookedAfterRole), validFrom: CalendarDate(packed: row.validFrom),
      validUntil: CalendarDate(packed: row.validUntil))
  }

  private func permission(_ text: String) -> Relationship.Permission {
    if text.isEmpty { return .unsaid }
    if let answer = text.yesOrNo { return answer ? .everything : .nothing }
    switch text {
    case "all", "everything": return .everything
    case "none", "nothing": return .nothing
    default: return .only(text.items)
    }
  }
}
