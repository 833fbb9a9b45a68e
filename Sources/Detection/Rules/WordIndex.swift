/// The phrases of the rule files by their last words, which Hyperscan looks for as plain literals: many times faster than
/// the phrases themselves, of which most begin nowhere in a text.
struct WordIndex: Sendable {
  /// A phrase that ends with the word.
  struct Entry: Sendable {
    var expression: UInt32
    /// Also inside a longer word: "allerg*".
    var hasAnyEnding: Bool
  }

  /// Each word once, as its bytes stand in folded text.
  private(set) var words: [[UInt8]] = []
  private(set) var entries: [[Entry]] = []

  init(_ expressions: [RuleExpression]) {
    var numbers: [[UInt8]: Int] = [:]
    for (number, expression) in expressions.enumerated() {
      guard case .phrase(let phrase) = expression.matcher, let last = phrase.words.last else { continue }
      let word = numbers[last.bytes] ?? words.count
      if word == words.count {
        numbers[last.bytes] = word
        words.append(last.bytes)
        entries.append([])
      }
      entries[word].append(Entry(expression: UInt32(number), hasAnyEnding: last.hasAnyEnding))
    }
  }
}
