/// One file of `rules/categories`, with its phrases by their number in the pattern database.
struct CategoryRules: Sendable {
  var category: Category
  var title: String
  /// Findings below this are dropped.
  var reportAt: Double
}

/// One term of a category: words or expressions that stand for the same thing.
struct Term: Sendable {
  var id: String
  var category: Category
  var grade: Grade
  /// Of the term alone when it is linked to a person.
  var confidence: Double
  /// Phrases of which one must stand near; empty when the term counts by itself. Sorted.
  var needs: [UInt32]
  /// A child of the records to whom the term is tied closely does as well as such a phrase.
  var mayNeedChild: Bool
  /// How many characters away such a phrase may stand; nil: in the same sentence.
  var needsWithin: Int?
  /// Phrases that cancel the term in their sentence. Sorted.
  var unless: [UInt32]
  /// Phrases that make a sentence speak of things in general ("training", "assembly", "policy"): the term then counts only
  /// for a child of the records who is named in that sentence. Sorted.
  var general: [UInt32]
  var reportAt: Double
}
