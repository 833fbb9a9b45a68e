/// The columns that an index consists of; a person is a row number in each.
struct PeopleRecords: Sendable {
  var kinds: [UInt8] = []
  /// First names and surname with one space between.
  var fullNames = StringColumn()
  /// Bytes of the first names in `fullNames`.
  var firstLengths: [UInt16] = []
  var preferredNames = StringColumn()
  var titles: [UInt32] = []
  var forms: [UInt32] = []
  var years: [UInt32] = []
  var schools: [UInt32] = []
  var roles: [UInt32] = []
  /// With semicolons between.
  var departments: [UInt32] = []
  var flags: [UInt32] = []
  /// `CalendarDate.packed`, 0 when unknown.
  var births: [Int32] = []
  var upns = StringColumn()

  /// What `titles`, `forms`, `years`, `schools`, `roles`, `departments`, `flags` and relationships' words point into.
  var words = InternedStrings()
  /// Every lower-cased address of people and lists.
  var addresses = InternedStrings()
  /// (person, address) in the order of the files.
  var personAddresses: [(UInt32, UInt32)] = []
  /// Address numbers from the staff file's private column.
  var staffPrivate: Set<UInt32> = []
  var relationships: [RelationshipRow] = []
  var contacts: [String: Contact] = [:]
  /// Shared mailbox → owners.
  var owners: [String: [String]] = [:]
  /// (list, member) as numbers of addresses.
  var memberships: [(UInt32, UInt32)] = []

  var count: Int { kinds.count }

  /// A relationship with texts as numbers of `words`.
  struct RelationshipRow: Sendable {
    var pupil: UInt32
    var contact: UInt32
    var words: UInt32 = 0
    var lookedAfterRole: UInt32 = 0
    /// Categories by semicolons; "yes" and "no" for all and nothing.
    var mayReceive: UInt32 = 0
    var validFrom: Int32 = 0
    var validUntil: Int32 = 0
    /// 0 unsaid, 1 no, 2 yes.
    var parentalResponsibility: UInt8 = 0
    var livesWith: UInt8 = 0
    var noContact = false
    var withholdAddress = false

    func isValid(on day: CalendarDate) -> Bool {
      (validFrom == 0 || validFrom <= day.packed) && (validUntil == 0 || day.packed <= validUntil)
    }
  }

  /// What one row of a file says about a person.
  struct Entry {
    var kind: PersonKind
    var name: NameParts
    var preferred = ""
    var form = ""
    var year = ""
    var school = ""
    var role = ""
    var departments = ""
    var flags = ""
    var birth: CalendarDate?
    var upn = ""
    var addresses: [String] = []
  }

  /// Adds a person and returns the number.
  mutating func add(_ entry: Entry) -> UInt32 {
    let number = UInt32(kinds.count)
    kinds.append(entry.kind.number)
    fullNames.append(entry.name.full)
    firstLengths.append(Self.firstLength(entry.name))
    preferredNames.append(entry.preferred)
    titles.append(words.intern(entry.name.title))
    forms.append(words.intern(entry.form))
    years.append(words.intern(entry.year))
    schools.append(words.intern(entry.school))
    roles.append(words.intern(entry.role))
    departments.append(words.intern(entry.departments))
    flags.append(words.intern(entry.flags))
    births.append(entry.birth?.packed ?? 0)
    upns.append(entry.upn)
    for address in entry.addresses where !address.isEmpty {
      personAddresses.append((number, addresses.intern(address)))
    }
    return number
  }

  /// First names and surname apart.
  func nameParts(_ i: Int) -> NameParts {
    let full = fullNames[i]
    let first = String(decoding: full.utf8.prefix(Int(firstLengths[i])), as: UTF8.self)
    let last = String(decoding: full.utf8.dropFirst(first.isEmpty ? 0 : first.utf8.count + 1), as: UTF8.self)
    return NameParts(title: words[titles[i]], first: first, last: last)
  }

  /// Gives people the names that later rows told.
  mutating func rename(_ names: [UInt32: NameParts]) {
    guard !names.isEmpty else { return }
    var renamed = StringColumn()
    for i in 0..<count {
      guard let name = names[UInt32(i)] else {
        renamed.append(fullNames[i])
        continue
      }
      renamed.append(name.full)
      firstLengths[i] = Self.firstLength(name)
      titles[i] = words.intern(name.title)
    }
    fullNames = renamed
  }

  private static func firstLength(_ name: NameParts) -> UInt16 {
    UInt16(clamping: name.last.isEmpty ? name.full.utf8.count : name.first.utf8.count)
  }

  mutating func shrink() {
    fullNames.shrink()
    preferredNames.shrink()
    upns.shrink()
    kinds = Array(kinds)
    relationships = Array(relationships)
  }
}

extension PersonKind {
  /// The place in `allCases`.
  var number: UInt8 { UInt8(Self.allCases.firstIndex(of: self) ?? 0) }

  init?(number: UInt8) {
    guard Int(number) < Self.allCases.count else { return nil }
    self = Self.allCases[Int(number)]
  }
}
