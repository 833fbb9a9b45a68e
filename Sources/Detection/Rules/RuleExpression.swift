/// What Hyperscan looks for: a phrase or an expression, and what its occurrence means.
struct RuleExpression: Sendable {
  enum Matcher: Sendable {
    case phrase(Phrase)
    case pattern(NarrowPattern, IdentifierRule.Boundary)
  }

  var matcher: Matcher
  /// The same expression for text as written, where the rule says `case: exact`.
  var asWritten: NarrowPattern?
  /// Terms that it stands for, by number.
  var terms: [Int] = []
  /// The identifier that it stands for, by number.
  var identifier: Int?
  /// Categories whose findings it cancels where it stands.
  var excludes: [Category] = []
  /// Categories that it gives to a column as its heading, with the grade of what stands below.
  var headings: [(category: Category, grade: Grade)] = []
}
