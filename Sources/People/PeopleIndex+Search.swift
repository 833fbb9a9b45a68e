import Normalisation

extension PeopleIndex {
  /// Everybody who is meant by an address, a UPN, or a name in any order of its words; the nearest first.
  public func search(_ text: String) -> [PersonNumber] {
    let text = text.trimmed
    guard !text.isEmpty else { return [] }
    if text.contains("@") { return people(at: text) }
    let number = text.uppercased().filter { !$0.isWhitespace }
    let byNumber = all.filter { upn(of: $0) == number }
    if !byNumber.isEmpty { return byNumber }
    let wanted = Set(NameFolding.tokens(text))
    guard !wanted.isEmpty else { return [] }
    var exact: [PersonNumber] = []
    var others: [PersonNumber] = []
    for person in all {
      let own = Set(NameFolding.tokens(records.fullNames[Int(person.value)]))
      if own == wanted {
        exact.append(person)
      } else if wanted.isSubset(of: own.union(NameFolding.tokens(records.preferredNames[Int(person.value)]))) {
        others.append(person)
      }
    }
    return exact + others
  }

  /// A pupil's unique pupil number, upper case; nil when the records have none.
  public func upn(of person: PersonNumber) -> String? {
    Int(person.value) < count ? records.upns.text(Int(person.value)) : nil
  }

  /// nil when the records have none.
  public func dateOfBirth(of person: PersonNumber) -> CalendarDate? {
    Int(person.value) < count ? CalendarDate(packed: records.births[Int(person.value)]) : nil
  }

  /// Whose contact this is, at any time and also where contact is forbidden.
  public func relationships(ofContact contact: PersonNumber) -> [Relationship] {
    contactPlaces[contact.value].map { made(relationships[Int($0)]) }
  }

  /// The staff whose role in the records is one of these, or one of whose departments is, in any case of letters.
  public func staff(inRoles roles: [String], orDepartments departments: [String]) -> [Person] {
    let roles = Set(roles.map { $0.lowercased() })
    let departments = Set(departments.map { $0.lowercased() })
    return staff.filter { person in
      roles.contains(person.role?.lowercased() ?? "")
        || person.departments.contains { departments.contains($0.lowercased()) }
    }
  }

  /// Roles of staff as the records have them.
  public var staffRoles: Set<String> { Set(staff.compactMap(\.role)) }

  /// Departments of staff as the records have them.
  public var staffDepartments: Set<String> { Set(staff.flatMap(\.departments)) }

  private var staff: [Person] { all.compactMap(person).filter { $0.kind == .staff } }

  private var all: some Sequence<PersonNumber> { (0..<UInt32(count)).lazy.map { PersonNumber($0) } }
}
