public import Spool

/// What all workers of one generation know: the rules and the people. A new generation replaces it without a pause.
public struct InspectorGeneration: Sendable {
  /// The folder of the rules, absolute; nil for workers that only read files and show mail, and look for nothing.
  public var rulesFolder: String?
  /// The people index as `PeopleTable` reads it, sealed; nil where a school has given no records.
  public var people: MemoryFile?

  /// Where compiled rules are kept from one start to the next, absolute; nil for nowhere.
  public var patternCache: String?
  /// Whether what had to be compiled is kept there.
  public var keepsPatterns: Bool

  public init(
    rulesFolder: String?, people: MemoryFile?, patternCache: String? = nil, keepsPatterns: Bool = false
  ) {
    self.keepsPatterns = keepsPatterns
    self.rulesFolder = rulesFolder
    self.patternCache = patternCache
    self.people = people
  }
}
