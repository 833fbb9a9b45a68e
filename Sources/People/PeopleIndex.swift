public import Configuration

/// The school's records, put in order for looking up; the filter's side of D7. Immutable: a change of the files makes a
/// new one. Names and addresses are kept in a few byte buffers, not in an object for each person, and never on disk.
public final class PeopleIndex: Sendable {
  /// What was odd in the files, by file and line; without names.
  public let warnings: [RecordWarning]

  let records: PeopleRecords
  /// Sorted by pupil, within one pupil in the order of the files.
  let relationships: [PeopleRecords.RelationshipRow]
  /// For each person, places in `relationships` where that person is the contact.
  let contactPlaces: NumberLists
  private let addressesOfPerson: NumberLists
  private let peopleAtAddress: NumberLists
  let members: NumberLists

  init(records: PeopleRecords, warnings: [RecordWarning]) {
    var records = records
    self.warnings = warnings
    let count = records.count
    let rows = records.relationships.enumerated().sorted {
      ($0.element.pupil, $0.offset) < ($1.element.pupil, $1.offset)
    }.map(\.element)
    relationships = rows
    contactPlaces = NumberLists(owners: count, pairs: rows.enumerated().map { ($0.element.contact, UInt32($0.offset)) })
    addressesOfPerson = NumberLists(owners: count, pairs: records.personAddresses)
    peopleAtAddress = NumberLists(owners: records.addresses.count, pairs: records.personAddresses.map { ($0.1, $0.0) })
    members = NumberLists(owners: records.addresses.count, pairs: records.memberships)
    // What stands in the lists now need not stand twice.
    records.personAddresses = []
    records.memberships = []
    records.relationships = []
    self.records = records
  }

  /// Reads the records. A file that is not configured counts as empty.
  /// - Parameters:
  ///   - categories: the words that `may_receive` may hold, so that one that is misspelt is told; nil where any may.
  ///   - orders: what was entered by hand.
  ///   - day: on which it is asked who has left.
  /// - Throws: `ConfigurationError` at the first file that cannot be used: missing, wrong encoding, NUL bytes, or
  ///   without a column that is needed; it lists the columns found.
  public static func build(
    files: Settings.PeopleFiles, organisation: Settings.Organisation, categories: [String]? = nil,
    orders: [ContactOrder] = [], day: CalendarDate = .today
  ) throws(ConfigurationError) -> PeopleIndex {
    try build(.files(files), categories, orders, day)
  }

  /// Makes an index of rows that were read before.
  /// - Throws: `ConfigurationError`, though rows that were read once have none.
  public static func build(
    _ roster: Roster, categories: [String]? = nil, orders: [ContactOrder] = [], day: CalendarDate = .today
  ) throws(ConfigurationError) -> PeopleIndex {
    try build(.roster(roster), categories, orders, day)
  }

  private static func build(
    _ source: PeopleReader.Source, _ categories: [String]?, _ orders: [ContactOrder], _ day: CalendarDate
  ) throws(ConfigurationError) -> PeopleIndex {
    var reader = PeopleReader(source, categories: categories, day: day)
    try reader.read(orders: orders)
    return PeopleIndex(records: reader.records, warnings: reader.warnings)
  }

  /// An index that knows nobody.
  public static var empty: PeopleIndex { PeopleIndex(records: PeopleRecords(), warnings: []) }

  /// How many people there are.
  public var count: Int { records.count }

  /// How many people of each kind there are.
  public var countByKind: [PersonKind: Int] {
    var counts = Array(repeating: 0, count: PersonKind.allCases.count)
    for kind in records.kinds { counts[Int(kind)] += 1 }
    return Dictionary(uniqueKeysWithValues: zip(PersonKind.allCases, counts).filter { $0.1 > 0 })
  }

  /// One person, put together now; nil for a number that is not of this index.
  public func person(_ number: PersonNumber) -> Person? {
    let i = Int(number.value)
    guard i < count, let kind = PersonKind(number: records.kinds[i]) else { return nil }
    return Person(
      number: number, kind: kind, fullName: records.fullNames[i], preferredName: records.preferredNames.text(i),
      form: records.words.text(records.forms[i]), year: records.words.text(records.years[i]),
      school: records.words.text(records.schools[i]), role: records.words.text(records.roles[i]),
      departments: records.words.text(records.departments[i])?.items ?? [],
      addresses: addresses(of: number))
  }

  func addresses(of person: PersonNumber) -> [String] { addressesOfPerson[person.value].map { records.addresses[$0] } }

  /// Everybody who has this address, in any case of letters: school and private addresses, and guardians'.
  public func people(at address: String) -> [PersonNumber] {
    guard !address.isEmpty, let number = records.addresses.find(address.canonicalAddress) else { return [] }
    return peopleAtAddress[number].map { PersonNumber($0) }
  }

  /// The contact row for an address: one that names the address itself, else the row of its domain or of the nearest
  /// parent domain.
  public func contact(for address: String) -> Contact? {
    let address = address.canonicalAddress
    if let exact = records.contacts[address] { return exact }
    guard let at = address.lastIndex(of: "@") else { return nil }
    var domain = address[address.index(after: at)...]
    while domain.contains(".") {
      if let found = records.contacts[String(domain)] { return found }
      guard let dot = domain.firstIndex(of: ".") else { return nil }
      domain = domain[domain.index(after: dot)...]
    }
    return nil
  }

  /// A pupil's flags in lower case: "looked_after", "fsm", "sen", "withhold_address", "no_contact:1" …
  public func flags(of pupil: PersonNumber) -> Set<String> {
    guard Int(pupil.value) < count else { return [] }
    return Set(records.words[records.flags[Int(pupil.value)]].items)
  }

  /// Who answers for a shared mailbox, copier or school system, as lower-cased addresses; nil when it is none.
  public func owners(ofSharedMailbox address: String) -> [String]? { records.owners[address.canonicalAddress] }

  /// The mailboxes and school systems that this address is named for as an owner (`senders.csv`); lower case.
  public func sharedMailboxes(ownedBy address: String) -> [String] {
    let owner = address.canonicalAddress
    return records.owners.filter { $0.value.contains(owner) }.map { $0.key.lowercased() }.sorted()
  }

  /// True for an address from the `private_email` column of the staff file.
  public func isStaffPrivateAddress(_ address: String) -> Bool {
    records.addresses.find(address.canonicalAddress).map(records.staffPrivate.contains) ?? false
  }
}
