public import Spool

/// What all workers of one generation know: the rules and the people. A new generation replaces it without a pause.
public struct InspectorGeneration: Sendable {
  /// The folder of the rules, absolute.
  public var rulesFolder: String
  /// The people index as `PeopleTable` reads it, sealed; nil where a school has given no records.
  public var people: MemoryFile?

  public init(rulesFolder: String, people: MemoryFile?) {
    self.rulesFolder = rulesFolder
    self.people = people
  }
}
