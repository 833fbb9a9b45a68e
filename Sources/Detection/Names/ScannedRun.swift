import Extraction

/// What one run of text holds, without the text: what linking needs once the whole message is known.
struct ScannedRun {
  var text: Int
  var part: Int?
  var kind: TextKind
  var isQuoted: Bool
  var isTable: Bool
  var sentences: [Sentence]
  var terms: [TermHit]
  var identifiers: [IdentifierHit]
  var mentions: [Mention]
  /// Cells under a heading that gives a category.
  var cells: [CellHit] = []
  /// Of the sentences with terms, those that speak of a family or of a school's people.
  var schoolSentences: Set<Int> = []
  /// Forms and year groups by sentence.
  var forms: [(sentence: Int, hash: UInt64, start: Int)]
}

/// A filled cell under a heading like "Medical".
struct CellHit {
  var category: Category
  var grade: Grade
  var confidence: Double
  var range: Range<Int>
  var codePoints: Range<Int>
  /// The row.
  var sentence: Int
  var recogniser: String
}
