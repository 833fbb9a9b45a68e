/// Which sort of thing could not be read, for rules; the words for people stand beside it.
public enum UnreadableKind: String, CaseIterable, Codable, Sendable, Hashable {
  case office, pdf, archive, picture, audio, encrypted
  case tooLarge = "too-large"
  /// It takes longer than is waited for.
  case timedOut = "timed-out"
  case damaged, other
}

/// What came of reading one part.
public struct PartReading: Sendable, Hashable {
  /// Unicode code points of text that were read out of it.
  public var characters: Int
  public var protection: ProtectionState
  /// Why it could not be read in full, in plain words ("Word document: not read yet"); nil when it was.
  public var unreadable: String?
  /// The same for rules; nil exactly when `unreadable` is.
  public var unreadableKind: UnreadableKind?
  /// What the content is, whatever is declared: a media type, lower case; empty for multiparts.
  public var contentType: String
  /// True when name or declared type speak of another kind of file than the content is.
  public var isMismatch: Bool
  /// Facts about hidden content, in plain words: "sheet 'Data' is hidden and has 812 rows".
  public var notes: [String]

  public init(
    characters: Int = 0, protection: ProtectionState = .none, unreadable: String? = nil,
    unreadableKind: UnreadableKind? = nil, contentType: String = "", isMismatch: Bool = false, notes: [String] = []
  ) {
    self.characters = characters
    self.protection = protection
    self.unreadable = unreadable
    self.unreadableKind = unreadableKind
    self.contentType = contentType
    self.isMismatch = isMismatch
    self.notes = notes
  }
}
