/// What sort of text it is, and whether a reader of the message sees it.
public enum TextKind: String, CaseIterable, Codable, Sendable, Hashable {
  case visible
  /// A decoded header that people see: Subject, display names, Comments, Keywords.
  case subject, header
  case fileName = "file-name"
  /// Text in an HTML body that is not shown (display:none, tiny, white on white), and HTML comments.
  case hidden, comment
  /// Before the first and after the last boundary of a multipart.
  case preamble, epilogue
  /// Document properties, titles, link targets, defined names.
  case property
  case hiddenSheet = "hidden-sheet"
  case hiddenRows = "hidden-rows"
  case hiddenColumns = "hidden-columns"
  case hiddenSlide = "hidden-slide"
  /// Marked as hidden, or white, tiny or invisible in a document.
  case hiddenText = "hidden-text"
  /// Text outside the page, which a reader of the document never sees.
  case offPage = "off-page"
  /// What was deleted or moved while changes were tracked.
  case trackedChange = "tracked-change"
  case speakerNotes = "speaker-notes"
  /// Copies of data that a workbook keeps: of pivot tables' sources, and of other workbooks.
  case pivotCache = "pivot-cache"
  case externalLink = "external-link"
  case altText = "alt-text"
  case headerFooter = "header-footer"
  case footnote
  case formField = "form-field"
  /// Recognised in a picture (OCR).
  case recognised
}

/// Where a text stands, in words that a person understands: "message", "attachment Pupils.csv", "forwarded message › body".
public struct Place: Hashable, Sendable {
  /// Index into `Inspection.parts`; nil for the message's own headers.
  public var part: Int?
  public var words: String

  public init(part: Int? = nil, words: String) {
    self.part = part
    self.words = words
  }
}

/// A run of text that belongs together, as Detection reads it.
public struct ExtractedText: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    /// Paragraphs parted by an empty line, lines by a line feed.
    case prose(String)
    /// Rows and columns stay what they are, so that a heading is tied to the person in each row.
    case table(Table)
  }

  public var place: Place
  public var kind: TextKind
  /// An earlier message that this one quotes (lines with ">", "On … wrote:", an Outlook header block).
  public var isQuoted: Bool
  public var content: Content

  /// It is what the message itself says to whoever opens it: no attachment, no forwarded or quoted message, nothing hidden.
  public var isOwnWords: Bool {
    !isQuoted && kind == .visible && [PlaceWords.body, PlaceWords.otherReading].contains(place.words)
  }

  public init(place: Place, kind: TextKind, isQuoted: Bool = false, content: Content) {
    self.place = place
    self.kind = kind
    self.isQuoted = isQuoted
    self.content = content
  }
}
