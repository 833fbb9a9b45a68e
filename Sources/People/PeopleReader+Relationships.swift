import Configuration

extension PeopleReader {
  mutating func readRelationships(_ path: String) throws(ConfigurationError) {
    try rows(path, RosterColumns.relationships) { reader, row in reader.addRelationship(row, path) }
  }

  private mutating func addRelationship(_ row: RosterFile.Row, _ path: String) {
    guard let pupil = pupilByUPN[row["upn"].uppercased()] else {
      return warn(path, row.line, "its upn is no pupil's of the pupils file; the row is left out")
    }
    let email = address(row, "email", path)
    guard
      let contact = guardians.person(
        named: row["contact_name"], at: email, of: pupil, household: "pupil \(pupil)", in: &records)
    else { return warn(path, row.line, "has neither contact_name nor email; the row is left out") }
    var it = PeopleRecords.RelationshipRow(pupil: pupil, contact: contact)
    it.words = records.words.intern(row["relationship"])
    it.lookedAfterRole = records.words.intern(row["looked_after_role"])
    let mayReceive = row["may_receive"].lowercased()
    if Relationship.Permission(word: mayReceive) == nil { _ = categories(row, path) }
    it.mayReceive = records.words.intern(mayReceive)
    it.parentalResponsibility = answer(row, "parental_responsibility", path)
    it.livesWith = answer(row, "lives_with", path)
    let columns = placesByColumns[PupilAndContact(it)].map { records.relationships[$0] }
    it.noContact = forbids(row, "no_contact", path, unsaid: columns?.noContact)
    it.withholdAddress = forbids(row, "withhold_address", path, unsaid: columns?.withholdAddress)
    it.validFrom = date(row, "valid_from", path)?.packed ?? 0
    it.validUntil = date(row, "valid_until", path)?.packed ?? 0
    if it.validFrom > 0, it.validUntil > 0, it.validUntil < it.validFrom {
      warn(path, row.line, "valid_until lies before valid_from: it never holds")
    }
    overruled.insert(PupilAndContact(it))
    records.relationships.append(it)
  }

  /// An empty cell says nothing: the flag of the pupils file stands.
  private mutating func forbids(_ row: RosterFile.Row, _ column: String, _ path: String, unsaid: Bool?) -> Bool {
    switch answer(row, column, path) {
    case 0: unsaid ?? false
    case let answer: answer == 2
    }
  }

  /// Guardian columns of the pupils file give way to what the relationships file says of the same two people.
  mutating func dropOverruled() {
    guard !overruled.isEmpty else { return }
    let places = Set(overruled.compactMap { placesByColumns[$0] })
    var place = -1
    records.relationships.removeAll { _ in
      place += 1
      return places.contains(place)
    }
  }

  private mutating func answer(_ row: RosterFile.Row, _ column: String, _ path: String) -> UInt8 {
    let text = row[column]
    if text.isEmpty { return 0 }
    guard let answer = text.yesOrNo else {
      // An order against contact is never lost to a spelling.
      let isSafe = column == "no_contact" || column == "withhold_address"
      warn(path, row.line, "\(column) is neither yes nor no; it is taken as \(isSafe ? "yes" : "unknown")")
      return isSafe ? 2 : 0
    }
    return answer ? 2 : 1
  }
}
