public import Configuration
public import Policy

/// Who looks at the numbers, and what they may open: what they may not even know of is in none (D17), and what is not
/// theirs to open only in rough ones.
public struct InsightReader: Sendable {
  /// The cabinets that they may open in a school; nil is mail of no school.
  private let cabinets: @Sendable (_ school: String?) -> Set<Cabinet>
  /// Words of the command contract that lie in cabinets.
  private let categories: @Sendable (Set<Cabinet>) -> Set<String>
  /// Names of the schools whose mail is theirs to see; nil for all.
  private let schools: Set<String>?

  public init(
    cabinets: @escaping @Sendable (_ school: String?) -> Set<Cabinet>,
    categories: @escaping @Sendable (Set<Cabinet>) -> Set<String>, schools: Set<String>? = nil
  ) {
    self.cabinets = cabinets
    self.categories = categories
    self.schools = schools
  }

  /// Somebody by their roles: one in a school sees no other.
  public init(_ reader: Reader, _ book: AccessBook) {
    let matrix = book.matrix
    let isOfAll = reader.isOperator || !reader.everywhere.roles.isEmpty || !reader.everywhere.cabinets.isEmpty
    let own = book.settings.organisation.schools.map(\.name).filter { school in
      !reader.cabinets(in: school).isEmpty || reader.roles(in: school) != [.sender]
    }
    self.init(
      cabinets: { reader.cabinets(in: $0) }, categories: { matrix.categories(in: $0) },
      schools: isOfAll ? nil : Set(own))
  }

  func sees(school: String?) -> Bool { schools.map { schools in school.map(schools.contains) ?? false } ?? true }

  func mayOpen(_ cabinets: [Cabinet], in school: String?) -> Bool {
    // Where child protection applies it governs alone (D17).
    let governing = cabinets.contains(.childProtection) ? [.childProtection] : cabinets
    return !self.cabinets(school).isDisjoint(with: governing)
  }

  func mayOpen(categories: [String], in school: String?) -> Bool {
    let own = self.categories(cabinets(school))
    return categories.allSatisfy(own.contains)
  }
}
