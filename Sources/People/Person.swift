/// A person's number in one generation of the people index: the place in the index, from 0.
public struct PersonNumber: Hashable, Sendable, Comparable {
  public let value: UInt32

  public init(_ value: UInt32) { self.value = value }

  public static func < (a: PersonNumber, b: PersonNumber) -> Bool { a.value < b.value }
}

/// What a person is to the school.
public enum PersonKind: String, CaseIterable, Codable, Sendable, Hashable {
  case pupil, guardian, staff, governor, professional, supplier, applicant, volunteer
  case formerPupil = "former_pupil"
}

/// One person of the records, put together for showing or deciding; made on demand, never kept for all.
public struct Person: Hashable, Sendable {
  public var number: PersonNumber
  public var kind: PersonKind
  /// Legal first and last name, as the records write it: "Aisha Khan".
  public var fullName: String
  public var preferredName: String?
  public var form: String?
  public var year: String?
  public var school: String?
  /// A member of staff's role as the records have it: "headteacher", "DSL", "SENCO", "SBM".
  public var role: String?
  /// A member of staff's departments as the records have them: "Science", "Pastoral".
  public var departments: [String]
  /// Lower-cased addresses, the school's own first.
  public var addresses: [String]

  public init(
    number: PersonNumber, kind: PersonKind, fullName: String, preferredName: String? = nil, form: String? = nil,
    year: String? = nil, school: String? = nil, role: String? = nil, departments: [String] = [],
    addresses: [String] = []
  ) {
    self.number = number
    self.kind = kind
    self.fullName = fullName
    self.preferredName = preferredName
    self.form = form
    self.year = year
    self.school = school
    self.role = role
    self.departments = departments
    self.addresses = addresses
  }
}
