public import Spool

/// Who is meant by a name, address, number or date, for a worker that must not know the names (D7): keyed hashes in a
/// sealed memory file, read in place. The key is random for each build, so that the file says nothing by itself.
public final class PeopleTable: Sendable {
  /// Maps the table that `PeopleIndex.table` made.
  /// - Throws: `PeopleTableError` when the file is none, or was cut.
  public init(_ file: MemoryFile) throws {}

  /// Knows nobody, and has no gazetteer.
  public static let empty = PeopleTable(nothing: ())
  private init(nothing: Void) {}

  /// How many people there are; numbers go from 0 to below it.
  public var count: Int { 0 }

  /// The longest name in tokens: no longer window needs to be tried.
  public static let longestName = 6

  // MARK: Names

  /// The hash of one token of normalised text (bytes of `NormalisedText`); it is folded first (`NameFolding`).
  public func hash(_ token: UnsafeRawBufferPointer) -> UInt64 { 0 }

  /// The key of a name of one or more tokens, from their hashes in order. A title in front of another token counts for
  /// all titles of its kind (Mr; Mrs, Ms, Miss; Dr, Prof).
  public func key(_ hashes: ArraySlice<UInt64>) -> UInt64 { 0 }

  /// Calls `body` for each person who bears the name with this key.
  public func lookup(_ key: UInt64, _ body: (PersonNumber, NameForm) -> Void) {}

  /// How many entries a key has, without visiting them.
  public func bearers(_ key: UInt64) -> Int { 0 }

  /// Finds every name of the records in a run of tokens, and calls `body` with the tokens' range and the key for
  /// `lookup`; longer names first at each place, places in order. One name may hold another.
  public func names(in hashes: [UInt64], _ body: (Range<Int>, UInt64) -> Void) {}

  /// True for a token that is a first name or surname and also an ordinary English word (Will, Grace, Young, Bishop).
  public func isOrdinaryWord(_ hash: UInt64) -> Bool { false }

  /// True for a token of the gazetteer of first names.
  public func isCommonFirstName(_ hash: UInt64) -> Bool { false }

  /// True for a token of the gazetteer of surnames.
  public func isCommonSurname(_ hash: UInt64) -> Bool { false }

  /// True for Mr, Mrs, Ms, Miss, Mx, Dr, Prof, Sir, Rev and the like.
  public func isTitle(_ hash: UInt64) -> Bool { false }

  // MARK: Other ways to a person

  /// The hash of an e-mail address; it is lower-cased first.
  public func hash(address: UnsafeRawBufferPointer) -> UInt64 { 0 }

  /// Everybody who has an address.
  public func people(atAddressHash hash: UInt64) -> [PersonNumber] { [] }

  /// The pupil with a UPN, in any case of letters.
  public func person(withUPN upn: UnsafeRawBufferPointer) -> PersonNumber? { nil }

  /// Everybody who was born on a day.
  public func people(bornOn day: CalendarDate) -> [PersonNumber] { [] }

  // MARK: About a person

  /// nil for a number that is not of this table.
  public func kind(of person: PersonNumber) -> PersonKind? { nil }

  /// The hash of a form's name, to be compared with `formHash(of:)`: "7C", in any case, with or without spaces.
  public func hash(form: UnsafeRawBufferPointer) -> UInt64 { 0 }

  /// The hash of the person's form (`hash(form:)`), 0 when there is none.
  public func formHash(of person: PersonNumber) -> UInt64 { 0 }

  /// The hash of the person's year group as `hash(form:)` of its bare number or word ("7", "Reception"); 0 without.
  public func yearHash(of person: PersonNumber) -> UInt64 { 0 }

  /// True when a hash is the form of any pupil.
  public func isForm(_ hash: UInt64) -> Bool { false }

  /// Whose parent or carer this is.
  public func children(of guardian: PersonNumber) -> [PersonNumber] { [] }

  /// A pupil's parents, carers and other related people.
  public func guardians(of pupil: PersonNumber) -> [PersonNumber] { [] }

  /// The hashes of the tokens of a person's legal and preferred first names.
  public func firstNameHashes(of person: PersonNumber) -> [UInt64] { [] }
}

/// A memory file that is no people table.
public struct PeopleTableError: Error, Sendable, CustomStringConvertible {
  /// What is wrong with it.
  public let reason: String

  public var description: String { "the people table cannot be used: \(reason)" }
}
