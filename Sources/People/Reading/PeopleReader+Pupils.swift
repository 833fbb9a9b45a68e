import Configuration
import Normalisation

extension PeopleReader {
  mutating func readPupils() throws(ConfigurationError) {
    try rows(.pupils) { reader, row in reader.addPupil(row) }
  }

  private mutating func addPupil(_ row: RosterRow) {
    var name = NameParts(first: row["legal_first"], last: row["legal_last"])
    if name.full.isEmpty { name = NameParts(row["full_name"]) }
    guard !name.full.isEmpty else { return warn(row, "has no name; the row is left out") }
    let leaving = leaving(row)
    guard leaving != .longAgo else { return }
    var entry = PeopleRecords.Entry(kind: .pupil, name: name)
    entry.upn = row["upn"].uppercased()
    entry.birth = date(row, "date_of_birth")
    if let birth = entry.birth, birth.year < 1900 || birth > .today {
      warn(row, "date_of_birth lies in the future or before 1900", in: "date_of_birth")
    }
    let same = Self.key(name: name.full, birth: entry.birth)
    if entry.upn.isEmpty ? pupilByName[same] != nil : pupilByUPN[entry.upn] != nil {
      warn(row, "is the same pupil as a row above (by UPN, or by name and date of birth); both are kept")
    }
    entry.preferred = row["preferred_name"]
    entry.form = row["form"]
    entry.year = row["year"]
    entry.school = row["school"]
    entry.flags = row["flags"].lowercased()
    entry.addresses = [address(row, "email")]
    let flags = Set(entry.flags.items)
    if flags.contains("applicant") { entry.kind = .applicant }
    if flags.contains("former_pupil") || leaving == .yes { entry.kind = .formerPupil }
    let pupil = records.add(entry)
    if pupilByName[same] == nil { pupilByName[same] = pupil }
    remember(pupil, number: row["admission_number"], at: entry.school)
    if !entry.upn.isEmpty, pupilByUPN[entry.upn] == nil { pupilByUPN[entry.upn] = pupil }
    let addresses = [address(row, "guardian1_email"), address(row, "guardian2_email")]
    for number in 1...2 {
      let household = addresses.first { !$0.isEmpty } ?? "pupil \(pupil)"
      let name = row["guardian\(number)_name"]
      guard
        let contact = guardians.person(
          named: name, at: addresses[number - 1], of: pupil, household: household, in: &records)
      else { continue }
      var relationship = PeopleRecords.RelationshipRow(pupil: pupil, contact: contact)
      relationship.noContact = forbids(flags, ["no_contact"], number)
      relationship.withholdAddress = forbids(flags, ["withhold_address", "address_withheld"], number)
      relateByColumns(relationship)
    }
  }

  static func key(name: String, birth: CalendarDate?) -> String {
    NameFolding.fold(name) + "|" + (birth.map(\.description) ?? "")
  }

  private mutating func remember(_ pupil: UInt32, number: String, at school: String) {
    guard !number.isEmpty else { return }
    if !school.isEmpty { pupilByNumber[school + "|" + number] = .some(pupil) }
    // Schools of a trust number their pupils each for itself.
    pupilByNumber["|" + number] = .some(pupilByNumber["|" + number] == nil ? pupil : nil)
  }

  /// A flag for everybody, or for one of the two guardians, as schools write it: "no_contact", "no_contact:2",
  /// "no_contact_guardian2".
  private func forbids(_ flags: Set<String>, _ names: [String], _ guardian: Int) -> Bool {
    names.contains { name in
      flags.contains(name) || flags.contains("\(name):\(guardian)") || flags.contains("\(name)_guardian\(guardian)")
    }
  }

  private mutating func relateByColumns(_ row: PeopleRecords.RelationshipRow) {
    let pair = PupilAndContact(row)
    if let place = placesByColumns[pair] {
      // One person in both columns: what is forbidden in one is forbidden.
      records.relationships[place].noContact = records.relationships[place].noContact || row.noContact
    } else {
      placesByColumns[pair] = records.relationships.count
      records.relationships.append(row)
    }
  }
}
