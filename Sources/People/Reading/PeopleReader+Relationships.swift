import Configuration

extension PeopleReader {
  mutating func readRelationships() throws(ConfigurationError) {
    try rows(.relationships) { reader, row in reader.addRelationship(row) }
  }

  private mutating func addRelationship(_ row: RosterRow) {
    guard let pupil = pupilByUPN[row["upn"].uppercased()] ?? byNumber(row) else {
      return warn(row, "its upn is no pupil's of the pupils file; the row is left out", in: "upn")
    }
    let email = address(row, "email")
    guard
      let contact = guardians.person(
        named: row["contact_name"], at: email, of: pupil, household: "pupil \(pupil)", in: &records)
    else { return warn(row, "has neither contact_name nor email; the row is left out") }
    var it = PeopleRecords.RelationshipRow(pupil: pupil, contact: contact)
    it.words = records.words.intern(row["relationship"])
    it.lookedAfterRole = records.words.intern(row["looked_after_role"])
    let mayReceive = row["may_receive"].lowercased()
    if Relationship.Permission(word: mayReceive) == nil { _ = categories(row) }
    it.mayReceive = records.words.intern(mayReceive)
    it.parentalResponsibility = answer(row, "parental_responsibility")
    it.livesWith = answer(row, "lives_with")
    let columns = placesByColumns[PupilAndContact(it)].map { records.relationships[$0] }
    it.noContact = forbids(row, "no_contact", unsaid: columns?.noContact)
    it.withholdAddress = forbids(row, "withhold_address", unsaid: columns?.withholdAddress)
    it.validFrom = date(row, "valid_from")?.packed ?? 0
    it.validUntil = date(row, "valid_until")?.packed ?? 0
    if it.validFrom > 0, it.validUntil > 0, it.validUntil < it.validFrom {
      warn(row, "valid_until lies before valid_from: it never holds")
    }
    overruled.insert(PupilAndContact(it))
    records.relationships.append(it)
  }

  private func byNumber(_ row: RosterRow) -> UInt32? {
    let number = row["admission_number"]
    guard !number.isEmpty else { return nil }
    return pupilByNumber[row["school"] + "|" + number] ?? nil
  }

  /// What was entered by hand about a pupil who is in the records.
  mutating func add(_ order: ContactOrder) {
    let birth = CalendarDate(order.dateOfBirth)
    guard
      let pupil = (order.upn.isEmpty ? nil : pupilByUPN[order.upn.uppercased()])
        ?? pupilByName[Self.key(name: order.pupilName, birth: birth)],
      let contact = guardians.person(
        named: order.contactName, at: order.email.canonicalAddress, of: pupil, household: "pupil \(pupil)", in: &records
      )
    else {
      return warn(
        RecordWarning(
          file: "order \(order.id)", message: "is about nobody in the records: see 'postern people no-contact --list'"))
    }
    var row = PeopleRecords.RelationshipRow(pupil: pupil, contact: contact)
    row.noContact = true
    row.validUntil = CalendarDate(order.until)?.packed ?? 0
    // It says nothing else of the two: what the files say of them stands, too.
    records.relationships.append(row)
  }

  /// An empty cell says nothing: the flag of the pupils file stands.
  private mutating func forbids(_ row: RosterRow, _ column: String, unsaid: Bool?) -> Bool {
    switch answer(row, column) {
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

  private mutating func answer(_ row: RosterRow, _ column: String) -> UInt8 {
    let text = row[column]
    if text.isEmpty { return 0 }
    guard let answer = text.yesOrNo else {
      // An order against contact is never lost to a spelling.
      let isSafe = column == "no_contact" || column == "withhold_address"
      warn(row, "\(column) is neither yes nor no; it is taken as \(isSafe ? "yes" : "unknown")", in: column)
      return isSafe ? 2 : 0
    }
    return answer ? 2 : 1
  }
}
