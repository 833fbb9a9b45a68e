public import Configuration
public import Spool

/// The school's records, put in order for looking up; the filter's side of D7. Immutable: a change of the files makes a
/// new one. Names and addresses are kept in a few byte buffers, not in an object for each person, and never on disk.
public final class PeopleIndex: Sendable {
  /// What was odd in the files, by file and line; without names.
  public let warnings: [RecordWarning]

  private init() { warnings = [] }

  /// Reads the records. A file that is not configured counts as empty.
  /// - Throws: `ConfigurationError` at the first file that cannot be used: missing, wrong encoding, NUL bytes, or
  ///   without a column that is needed; it lists the columns found.
  public static func build(
    files: Settings.PeopleFiles, organisation: Settings.Organisation
  ) throws(ConfigurationError) -> PeopleIndex { PeopleIndex() }

  /// An index that knows nobody.
  public static var empty: PeopleIndex { PeopleIndex() }

  /// How many people there are.
  public var count: Int { 0 }

  /// How many people of each kind there are.
  public var countByKind: [PersonKind: Int] { [:] }

  /// One person, put together now; nil for a number that is not of this index.
  public func person(_ number: PersonNumber) -> Person? { nil }

  /// Everybody who has this address, in any case of letters: school and private addresses, and guardians'.
  public func people(at address: String) -> [PersonNumber] { [] }

  /// The contact row for an address: one that names the address itself, else the row of its domain or of the nearest
  /// parent domain.
  public func contact(for address: String) -> Contact? { nil }

  /// Whose parent or carer this is on a day, also where contact is forbidden: ask `relationship(pupil:contact:)`.
  public func children(of guardian: PersonNumber, on day: CalendarDate = .today) -> [PersonNumber] { [] }

  /// A pupil's parents, carers and other related people on a day, also those with whom contact is forbidden.
  public func guardians(of pupil: PersonNumber, on day: CalendarDate = .today) -> [PersonNumber] { [] }

  /// What the contact is to the pupil, valid today or not; nil when the records know of nothing.
  public func relationship(pupil: PersonNumber, contact: PersonNumber) -> Relationship? { nil }

  /// Everything that the records say about people around a pupil.
  public func relationships(of pupil: PersonNumber) -> [Relationship] { [] }

  /// A pupil's flags in lower case: "looked_after", "fsm", "sen", "withhold_address", "no_contact:1" …
  public func flags(of pupil: PersonNumber) -> Set<String> { [] }

  /// The members of a list; nil when the records know no list of this address.
  public func groupMembers(_ address: String) -> GroupExpansion? { nil }

  /// Who answers for a shared mailbox, copier or school system, as lower-cased addresses; nil when it is none.
  public func owners(ofSharedMailbox address: String) -> [String]? { nil }

  /// True for an address from the `private_email` column of the staff file.
  public func isStaffPrivateAddress(_ address: String) -> Bool { false }

  /// What a worker gets: keyed hashes in a sealed memory file, without a name (D7).
  /// - Parameter gazetteer: common names for recognising people whom the records lack.
  /// - Throws: `SpoolError` when the system has no memory or descriptor left.
  public func table(gazetteer: Gazetteer = .empty) throws(SpoolError) -> MemoryFile { try MemoryFile() }
}
