import Configuration
import Normalisation

/// Reads the school's files into records.
struct PeopleReader {
  let files: Settings.PeopleFiles
  var records = PeopleRecords()
  private(set) var warnings: [RecordWarning] = []
  /// Warnings beyond these are only counted.
  static let mostWarnings = 1_000
  private var moreWarnings = 0

  private var pupilByUPN: [String: UInt32] = [:]
  private var pupilSeen: Set<String> = []
  /// Guardians by the number of an address, or by a name and a household.
  private var guardiansByAddress: [UInt32: [UInt32]] = [:]
  private var guardiansByHousehold: [String: UInt32] = [:]
  /// Guardian columns of the pupils file: place in `records.relationships` by pupil and contact.
  private var relationshipPlaces: [UInt64: Int] = [:]

  init(files: Settings.PeopleFiles) { self.files = files }

  /// - Throws: `ConfigurationError` at the first file that cannot be used.
  mutating func read() throws(ConfigurationError) {
    try checkNames()
    if let path = files.pupils { try readPupils(path) }
    if let path = files.relationships { try readRelationships(path) }
    if let path = files.staff { try readStaff(path) }
    if let path = files.senders { try readSenders(path) }
    if let path = files.contacts { try readContacts(path) }
    if let path = files.groups { try readGroups(path) }
    if moreWarnings > 0 {
      warnings.append(
        RecordWarning(file: warnings.last?.file ?? "", message: "\(moreWarnings) more warnings are not shown"))
    }
    records.shrink()
  }

  /// A misspelt key under `people.columns` would silently rename nothing.
  private func checkNames() throws(ConfigurationError) {
    let known = Set(RosterColumns.all.flatMap { $0.map(\.name) })
    for ours in files.columns.keys.sorted() where !known.contains(ours) {
      let close = nearest(to: ours, among: known.sorted()).map { ": did you mean '\($0)'?" } ?? ""
      throw ConfigurationError(
        file: "people.columns",
        message: "'\(ours)' is no column of ours\(close.isEmpty ? ": see the manual for their names" : close)")
    }
  }

  private mutating func warn(_ file: String, _ line: Int?, _ message: String) {
    if warnings.count < Self.mostWarnings {
      warnings.append(RecordWarning(file: file, line: line, message: message))
    } else {
      moreWarnings += 1
    }
  }

  private mutating func rows(
    _ path: String, _ columns: [RosterFile.Column], _ body: (inout PeopleReader, RosterFile.Row) -> Void
  ) throws(ConfigurationError) {
    var file = try RosterFile(path, columns: columns, renamed: files.columns)
    var found = 0
    while let row = file.next() {
      body(&self, row)
      found += 1
    }
    for warning in file.warnings { warn(warning.file, warning.line, warning.message) }
    if found == 0, file.warnings.isEmpty { warn(path, nil, "has headings only: nobody is read from it") }
  }

  private mutating func date(_ row: RosterFile.Row, _ column: String, _ path: String) -> CalendarDate? {
    let text = row[column]
    guard !text.isEmpty else { return nil }
    if let date = CalendarDate(text) { return date }
    warn(
      path, row.line,
      "\(column) is no day that exists: write it as 2012-09-03 or 03/09/2012; the row is kept without it")
    return nil
  }

  private mutating func address(_ row: RosterFile.Row, _ column: String, _ path: String) -> String {
    let address = row[column].lowercased()
    if address.isEmpty || address.isAddress { return address }
    warn(path, row.line, "\(column) is no e-mail address; it is left out")
    return ""
  }

  // MARK: Pupils

  private mutating func readPupils(_ path: String) throws(ConfigurationError) {
    try rows(path, RosterColumns.pupils) { reader, row in reader.addPupil(row, path) }
  }

  private mutating func addPupil(_ row: RosterFile.Row, _ path: String) {
    let name = NameParts(first: row["legal_first"], last: row["legal_last"])
    guard !name.full.isEmpty else { return warn(path, row.line, "has no name; the row is left out") }
    var entry = PeopleRecords.Entry(kind: .pupil, name: name)
    entry.upn = row["upn"].uppercased()
    entry.birth = date(row, "date_of_birth", path)
    if let birth = entry.birth, birth.year < 1900 || birth > .today {
      warn(path, row.line, "date_of_birth lies in the future or before 1900")
    }
    let same = NameFolding.fold(name.full) + "|" + (entry.birth.map(\.description) ?? "")
    if entry.upn.isEmpty ? pupilSeen.contains(same) : pupilByUPN[entry.upn] != nil {
      warn(path, row.line, "is the same pupil as a row above (by UPN, or by name and date of birth); both are kept")
    }
    entry.preferred = row["preferred_name"]
    entry.form = row["form"]
    entry.year = row["year"]
    entry.school = row["school"]
    entry.flags = row["flags"].lowercased()
    entry.addresses = [address(row, "email", path)]
    let flags = Set(entry.flags.items)
    if flags.contains("applicant") { entry.kind = .applicant }
    if flags.contains("former_pupil") { entry.kind = .formerPupil }
    let pupil = records.add(entry)
    pupilSeen.insert(same)
    if !entry.upn.isEmpty, pupilByUPN[entry.upn] == nil { pupilByUPN[entry.upn] = pupil }
    let addresses = [address(row, "guardian1_email", path), address(row, "guardian2_email", path)]
    for number in 1...2 {
      let household = addresses.first { !$0.isEmpty } ?? "pupil \(pupil)"
      guard let contact = guardian(row["guardian\(number)_name"], addresses[number - 1], household: household) else {
        continue
      }
      var relationship = PeopleRecords.RelationshipRow(pupil: pupil, contact: contact)
      relationship.noContact = flags.contains("no_contact:\(number)") || flags.contains("no_contact")
      relationship.withholdAddress = flags.contains("withhold_address")
      relate(relationship)
    }
  }

  /// The guardian of this name and address: the same person for all children of a household.
  private mutating func guardian(_ whole: String, _ address: String, household: String) -> UInt32? {
    guard !whole.isEmpty || !address.isEmpty else { return nil }
    let name = NameParts(whole)
    if !address.isEmpty {
      let number = records.addresses.intern(address)
      if let known = guardiansByAddress[number]?.first(where: { isSamePerson(records.nameParts(Int($0)), name) }) {
        return known
      }
      let person = records.add(.init(kind: .guardian, name: name, addresses: [address]))
      guardiansByAddress[number, default: []].append(person)
      return person
    }
    let key = NameFolding.fold(name.full) + "|" + household
    if let known = guardiansByHousehold[key] { return known }
    let person = records.add(.init(kind: .guardian, name: name))
    guardiansByHousehold[key] = person
    return person
  }

  /// One address, two spellings: "Karen Young", "Mrs K Young". Two people who share a mailbox stay two.
  private func isSamePerson(_ a: NameParts, _ b: NameParts) -> Bool {
    if a.full.isEmpty || b.full.isEmpty { return true }
    let (aLast, bLast) = (NameFolding.fold(a.last), NameFolding.fold(b.last))
    let (aFirst, bFirst) = (NameFolding.fold(a.first), NameFolding.fold(b.first))
    guard aLast == bLast else { return false }
    if aFirst == bFirst || aFirst.isEmpty || bFirst.isEmpty { return true }
    return (aFirst.count == 1 || bFirst.count == 1) && aFirst.first == bFirst.first
  }

  private mutating func relate(_ row: PeopleRecords.RelationshipRow) {
    let key = UInt64(row.pupil) << 32 | UInt64(row.contact)
    if let place = relationshipPlaces[key] {
      records.relationships[place] = row
    } else {
      relationshipPlaces[key] = records.relationships.count
      records.relationships.append(row)
    }
  }

  // MARK: Relationships

  private mutating func readRelationships(_ path: String) throws(ConfigurationError) {
    try rows(path, RosterColumns.relationships) { reader, row in reader.addRelationship(row, path) }
  }

  private mutating func addRelationship(_ row: RosterFile.Row, _ path: String) {
    guard let pupil = pupilByUPN[row["upn"].uppercased()] else {
      return warn(path, row.line, "its upn is no pupil's of the pupils file; the row is left out")
    }
    let email = address(row, "email", path)
    guard
      let contact = knownGuardian(row["contact_name"], email, of: pupil)
        ?? guardian(row["contact_name"], email, household: email.isEmpty ? "pupil \(pupil)" : email)
    else { return warn(path, row.line, "has neither contact_name nor email; the row is left out") }
    var it = PeopleRecords.RelationshipRow(pupil: pupil, contact: contact)
    it.words = records.words.intern(row["relationship"])
    it.lookedAfterRole = records.words.intern(row["looked_after_role"])
    it.mayReceive = records.words.intern(row["may_receive"].lowercased())
    it.parentalResponsibility = answer(row, "parental_responsibility", path)
    it.livesWith = answer(row, "lives_with", path)
    it.noContact = answer(row, "no_contact", path) == 2
    it.withholdAddress = answer(row, "withhold_address", path) == 2
    it.validFrom = date(row, "valid_from", path)?.packed ?? 0
    it.validUntil = date(row, "valid_until", path)?.packed ?? 0
    if it.validFrom > 0, it.validUntil > 0, it.validUntil < it.validFrom {
      warn(path, row.line, "valid_until lies before valid_from: it never holds")
    }
    relate(it)
  }

  /// A guardian whom the pupils file names without address is found by the name among the pupil's own.
  private func knownGuardian(_ whole: String, _ email: String, of pupil: UInt32) -> UInt32? {
    guard email.isEmpty else { return nil }
    let name = NameParts(whole)
    return records.relationships.first { $0.pupil == pupil && isSamePerson(records.nameParts(Int($0.contact)), name) }?
      .contact
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

  // MARK: Staff, senders, contacts, groups

  private mutating func readStaff(_ path: String) throws(ConfigurationError) {
    try rows(path, RosterColumns.staff) { reader, row in
      let name = NameParts(title: row["title"], first: row["first_name"], last: row["last_name"])
      guard !name.full.isEmpty else { return reader.warn(path, row.line, "has no name; the row is left out") }
      let email = reader.address(row, "email", path)
      let home = reader.address(row, "private_email", path)
      if !email.isEmpty, reader.records.addresses.find(email) != nil {
        reader.warn(path, row.line, "its email is somebody else's, too; both are kept")
      }
      var entry = PeopleRecords.Entry(kind: PersonKind(role: row["role"]), name: name)
      entry.role = row["role"]
      entry.school = row["school"]
      entry.addresses = [email, home]
      _ = reader.records.add(entry)
      if !home.isEmpty { reader.records.staffPrivate.insert(reader.records.addresses.intern(home)) }
    }
  }

  private mutating func readSenders(_ path: String) throws(ConfigurationError) {
    try rows(path, RosterColumns.senders) { reader, row in
      let address = reader.address(row, "address", path)
      guard !address.isEmpty else { return reader.warn(path, row.line, "has no address; the row is left out") }
      reader.records.owners[address, default: []] += row["owners"].lowercased().items
    }
  }

  private mutating func readContacts(_ path: String) throws(ConfigurationError) {
    try rows(path, RosterColumns.contacts) { reader, row in
      let place = row["email_or_domain"].lowercased()
      let domain = place.hasPrefix("@") ? String(place.dropFirst()) : place
      guard domain.contains("@") ? domain.isAddress : domain.isDomain else {
        return reader.warn(path, row.line, "email_or_domain is neither an address nor a domain; the row is left out")
      }
      if reader.records.contacts[domain] != nil {
        return reader.warn(path, row.line, "its email_or_domain stands in a row above; the first row counts")
      }
      let bulk = Int(row["bulk"])
      if bulk == nil, !row["bulk"].isEmpty { reader.warn(path, row.line, "bulk is no number; it is left out") }
      let contact = Contact(
        name: row["name"], organisation: row["organisation"], addressOrDomain: domain,
        kind: row["kind"].isEmpty ? "professional" : row["kind"].lowercased(),
        mayReceive: row["may_receive"].lowercased().items, bulk: bulk.map { max(0, $0) },
        isSafeguardingRoute: row["safeguarding_route"].yesOrNo ?? false)
      reader.records.contacts[domain] = contact
      if contact.isExactAddress, !contact.name.isEmpty {
        let kind = PersonKind(rawValue: contact.kind) ?? .professional
        _ = reader.records.add(.init(kind: kind, name: NameParts(contact.name), addresses: [domain]))
      }
    }
  }

  private mutating func readGroups(_ path: String) throws(ConfigurationError) {
    try rows(path, RosterColumns.groups) { reader, row in
      let address = reader.address(row, "address", path)
      let member = reader.address(row, "member", path)
      guard !address.isEmpty else { return reader.warn(path, row.line, "has no address; the row is left out") }
      // A list whose members are unreadable is still known to be a list.
      let list = reader.records.addresses.intern(address)
      reader.records.memberships.append((list, reader.records.addresses.intern(member)))
    }
  }
}

extension PersonKind {
  /// What a member of the staff file is, by the role: a staff governor and the clerk stay staff.
  fileprivate init(role: String) {
    let role = role.lowercased()
    if role.contains("volunteer") {
      self = .volunteer
    } else if (role.contains("governor") || role.contains("trustee")) && !role.contains("staff gov")
      && !role.contains("clerk")
    {
      self = .governor
    } else {
      self = .staff
    }
  }
}

extension String {
  /// One @ with something before it, a domain behind it, and no white space.
  var isAddress: Bool {
    guard let at = lastIndex(of: "@"), at != startIndex, utf8.count <= 320 else { return false }
    return !utf8.contains { $0 <= 0x20 || $0 == 0x7F } && !self[index(after: at)...].isEmpty
  }

  fileprivate var isDomain: Bool {
    contains(".") && utf8.count <= 255 && !utf8.contains { $0 <= 0x20 || $0 == 0x40 } && !hasPrefix(".")
      && !hasSuffix(".")
  }
}
