/// One form of an identifier.
struct IdentifierRule: Sendable {
  /// What may not stand directly before and after a match.
  enum Boundary: String, CaseIterable, Sendable {
    case digit, word, none
  }

  var id: String
  var kind: IdentifierKind
  var boundary: Boundary
  var validator: Validator?
  /// Of pattern and check digit alone.
  var confidence: Double
  /// Phrases that lift it. Sorted.
  var context: [UInt32]
  /// In bytes of folded text, which for English are characters.
  var contextWithin: Int
  var contextConfidence: Double
  /// Which group holds the value; 0 for the whole match.
  var valueGroup: Int
  /// Phrases near it that forbid it. Sorted.
  var excludes: [UInt32]
  var reportAt: Double

  /// A sort code and an account number speak for each other.
  var isOfPair: Bool { kind == .sortCode || kind == .bankAccount }
}
