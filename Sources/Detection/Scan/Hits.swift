/// The end of something that was looked for, before it is confirmed; `number` is that of what looked for it.
struct ScanReport {
  var number: UInt32
  var end: UInt32
}

/// An occurrence of a phrase, or of a term's expression. Offsets are bytes of the folded run.
struct PhraseHit {
  var expression: UInt32
  var start: UInt32
  var end: UInt32
}

/// A candidate that its validator let pass.
struct IdentifierHit {
  var rule: Int
  /// Of the value alone.
  var range: Range<Int>
  /// Of the whole match, with what stands around the value.
  var match: Range<Int>
  var value: String
  var codePoints: Range<Int> = 0..<0
  var confidence: Double
  /// The phrase that lifted it.
  var context: String?
  var sentence = 0
  var zone = Zone.body
}

/// A term that counts where it stands.
struct TermHit {
  var term: Int
  var range: Range<Int>
  var codePoints: Range<Int> = 0..<0
  var sentence: Int
  var isSerious = false
  /// "no known allergies"
  var isNegated = false
  /// "if a child has asthma"
  var isHypothetical = false
  /// It counts only for a child of the records who is tied to it closely: the sentence speaks of things in general
  /// ("an assembly on epilepsy"), or lacks the words that the term needs.
  var isGeneral = false
  /// A pronoun that stands for somebody named before is in the sentence.
  var hasPronoun = false
  /// The sentence speaks to whoever is written to: "you", "your".
  var hasYou = false
  /// The part of the sentence between ";", "but", "while" that it stands in.
  var clause: Range<Int>
  /// The number of the mention that it directly belongs to: "Aisha's epilepsy", "Tom, who has epilepsy".
  var owner: Int?
}
