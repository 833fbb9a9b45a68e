extension PeopleIndex {
  /// Whose parent or carer this is on a day, each child once, also where contact is forbidden: ask
  /// `relationship(pupil:contact:on:)`.
  public func children(of guardian: PersonNumber, on day: CalendarDate = .today) -> [PersonNumber] {
    contactPlaces[guardian.value].map { relationships[Int($0)] }.filter { $0.isValid(on: day) }.map {
      PersonNumber($0.pupil)
    }.eachOnce
  }

  /// A pupil's parents, carers and other related people on a day, each once, also those with whom contact is forbidden.
  public func guardians(of pupil: PersonNumber, on day: CalendarDate = .today) -> [PersonNumber] {
    rows(of: pupil).filter { $0.isValid(on: day) }.map { PersonNumber($0.contact) }.eachOnce
  }

  /// What the contact is to the pupil on a day; where several rows hold, what any of them forbids is forbidden. When
  /// none holds on that day it is the first that ever does; nil when the records know of nothing.
  public func relationship(
    pupil: PersonNumber, contact: PersonNumber, on day: CalendarDate = .today
  ) -> Relationship? {
    let all = rows(of: pupil).filter { $0.contact == contact.value }
    let valid = all.filter { $0.isValid(on: day) }
    guard let first = valid.first ?? all.first else { return nil }
    return valid.dropFirst().reduce(made(first)) { $0.restricted(by: made($1)) }
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

  func made(_ row: PeopleRecords.RelationshipRow) -> Relationship {
    Relationship(
      pupil: PersonNumber(row.pupil), contact: PersonNumber(row.contact), words: records.words.text(row.words),
      parentalResponsibility: row.parentalResponsibility == 0 ? nil : row.parentalResponsibility == 2,
      livesWith: row.livesWith == 0 ? nil : row.livesWith == 2, mayReceive: permission(records.words[row.mayReceive]),
      noContact: row.noContact, withholdAddress: row.withholdAddress,
      lookedAfterRole: records.words.text(row.lookedAfterRole), validFrom: CalendarDate(packed: row.validFrom),
      validUntil: CalendarDate(packed: row.validUntil))
  }

  private func permission(_ text: String) -> Relationship.Permission {
    Relationship.Permission(word: text) ?? .only(text.items)
  }
}

extension Relationship.Permission {
  /// Nil for a list of categories.
  init?(word: String) {
    if word.isEmpty {
      self = .unsaid
    } else if let answer = word.yesOrNo {
      self = answer ? .everything : .nothing
    } else {
      switch word {
      case "all", "everything": self = .everything
      case "none", "nothing": self = .nothing
      default: return nil
      }
    }
  }
}

extension Relationship {
  fileprivate func restricted(by other: Relationship) -> Relationship {
    var both = self
    both.noContact = noContact || other.noContact
    both.withholdAddress = withholdAddress || other.withholdAddress
    both.mayReceive = mayReceive.restricted(by: other.mayReceive)
    return both
  }
}

extension Relationship.Permission {
  fileprivate func restricted(by other: Relationship.Permission) -> Relationship.Permission {
    switch (self, other) {
    case (.nothing, _), (_, .nothing): .nothing
    case (.only(let some), .only(let others)): .only(some.filter(others.contains))
    case (.only(let some), _), (_, .only(let some)): .only(some)
    case (.unsaid, _), (_, .unsaid): .unsaid
    case (.everything, .everything): .everything
    }
  }
}

extension [PersonNumber] {
  fileprivate var eachOnce: [PersonNumber] {
    var seen: Set<PersonNumber> = []
    return filter { seen.insert($0).inserted }
  }
}
