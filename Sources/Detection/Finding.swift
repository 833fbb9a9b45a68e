public import People

/// Whom a finding is about.
public enum DataSubject: Hashable, Sendable {
  /// Somebody in the school's records, by number in the people index that the inspection used.
  case recorded(PersonNumber)
  /// Somebody whom the records lack, by the name as written ("Oliver Hart").
  case named(String)
}

/// One thing that was found in a message, about nobody, one or several people.
public struct Finding: Hashable, Sendable {
  public enum What: Hashable, Sendable {
    /// A number or code that points at one person or account; `value` as written, a date of birth as ISO 8601.
    case identifier(IdentifierKind, value: String)
    /// A kind of sensitive data.
    case category(Category, Grade)
    /// A data subject's name (never a correspondent's, D9). `subjects` holds just that person.
    case person
  }

  public var what: What
  /// Empty when it could not be linked to an identifiable person: then it is no personal data (D8), but for credentials.
  /// More than one: a category about several people (a list under a heading), or one name that several people bear.
  public var subjects: [DataSubject]
  /// True when `subjects` are alternatives, because the records hold several people who fit: never guessed.
  public var isAmbiguous: Bool
  /// Index into `Inspection.texts`.
  public var text: Int
  /// Offsets in Unicode code points of that text, end exclusive.
  public var range: Range<Int>
  /// In a table: "row 14, column SEN", as the document counts and heads them.
  public var cell: String?
  /// From 0 to 1.
  public var confidence: Double
  public var evidence: Evidence

  public init(
    _ what: What, subjects: [DataSubject] = [], isAmbiguous: Bool = false, text: Int, range: Range<Int>,
    cell: String? = nil, confidence: Double, evidence: Evidence
  ) {
    self.what = what
    self.subjects = subjects
    self.isAmbiguous = isAmbiguous
    self.text = text
    self.range = range
    self.cell = cell
    self.confidence = confidence
    self.evidence = evidence
  }
}

/// Why a finding was made: enough to show without computing anything again.
public struct Evidence: Hashable, Sendable {
  /// The pattern's or term's id from the rule files ("nhs_number.spaced", "health.epilepsy"), or "people.full_name".
  public var recogniser: String
  /// The confidence that the pattern alone gives, before context.
  public var base: Double
  /// Whether the check digit was right; nil where there is none.
  public var checksum: Bool?
  /// The context word that lifted it, as in the rule file (never the mail's own text).
  public var context: String?
  /// How a category was tied to its subjects: sentence, paragraph, row, column, heading, subject, file_name, recipient.
  public var link: String?

  public init(recogniser: String, base: Double, checksum: Bool? = nil, context: String? = nil, link: String? = nil) {
    self.recogniser = recogniser
    self.base = base
    self.checksum = checksum
    self.context = context
    self.link = link
  }
}
