public import Configuration

/// Who looks at the numbers, and what they may open: what they may not even know of is in none (D17), and what is not
/// theirs to open only in rough ones.
public struct InsightReader: Sendable {
  /// Lower case; nil for the system's own use, from which nothing is hidden.
  public var address: String?
  /// The cabinets that they may open.
  public var cabinets: Set<Cabinet>
  /// Categories of the command contract that lie in those.
  public var categories: Set<String>
  /// Names of the schools whose mail is theirs to see; nil for all.
  public var schools: Set<String>?

  public init(address: String?, cabinets: Set<Cabinet>, categories: Set<String>, schools: Set<String>? = nil) {
    self.address = address
    self.cabinets = cabinets
    self.categories = categories
    self.schools = schools
  }

  func sees(school: String?) -> Bool { schools.map { schools in school.map(schools.contains) ?? false } ?? true }

  func mayOpen(_ cabinets: [Cabinet]) -> Bool {
    // Where child protection applies it governs alone (D17).
    cabinets.contains(.childProtection)
      ? self.cabinets.contains(.childProtection) : !self.cabinets.isDisjoint(with: cabinets)
  }
}
