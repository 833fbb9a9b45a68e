/// The phrases of the rule files by their last words, which Hyperscan looks for as plain literals: many times faster than
/// the phrases themselves, of which most begin nowhere in a text.
struct WordIndex: Sendable {
  /// A phrase that ends with the word.
  struct Entry: Sendable {
    var expression: UInt32
    /// Also inside a longer word: "allerg*".
    var hasAnyEnding: Bool
    /// The last byte of the word before, by which most places are ruled out at once; nil where there is none, or any
    /// ending will do.
    var before: UInt8?
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
      let before = phrase.words.dropLast().last
      entries[word].append(
        Entry(
          expression: UInt32(number), hasAnyEnding: last.hasAnyEnding,
          before: before?.hasAnyEnding == true ? nil : before?.bytes.last))
    }
  }
}
