/// How far from a word that names an identifier the identifier may be, for those that count only beside such a word.
struct ContextReach: Sendable {
  /// For each expression: in bytes on both sides; 0 for words that name none of them.
  let ofPhrase: [Int]
  /// For each expression: digits that all of what it names have at least; fewer beside it, and there is none.
  let leastDigits: [Int]
  /// For each expression of the pass, how far its own words may be from a match; nil where other identifiers beside it
  /// count, too.
  let ofPattern: [UInt32: Int]

  init(_ expressions: [RuleExpression], _ identifiers: [IdentifierRule], _ numbers: [UInt32]) {
    var ofPhrase = [Int](repeating: 0, count: expressions.count)
    var leastDigits = [Int](repeating: .max, count: expressions.count)
    var ofPattern: [UInt32: Int] = [:]
    let lengths = expressions.map { expression in
      if case .pattern(let pattern, _) = expression.matcher { pattern.maximumLength } else { 0 }
    }
    func count(_ number: Int) -> Int {
      if case .pattern(let pattern, _) = expressions[number].matcher { pattern.root.leastCount(of: .digits) } else { 0 }
    }
    let pairs = expressions.indices.filter { expressions[$0].identifier.map { identifiers[$0].isOfPair } ?? false }
    for number in numbers {
      guard let rule = expressions[Int(number)].identifier.map({ identifiers[$0] }) else { continue }
      let reach = rule.contextWithin + IdentifierContext.contextReach
      let digits = count(Int(number))
      for phrase in rule.context.map({ Int($0) }) {
        ofPhrase[phrase] = max(ofPhrase[phrase], reach + lengths[Int(number)])
        leastDigits[phrase] = min(leastDigits[phrase], digits)
      }
      if !rule.isOfPair { ofPattern[number] = reach }
    }
    let fewestOfPair = pairs.map(count).min() ?? 0
    // A sort code that is named speaks for an account number beside it, which no word need name.
    for number in pairs where numbers.contains(where: { pairs.contains(Int($0)) }) {
      guard let rule = expressions[number].identifier.map({ identifiers[$0] }) else { continue }
      let reach =
        rule.contextWithin + lengths[number] + IdentifierContext.pairReach + (pairs.map { lengths[$0] }.max() ?? 0)
      for phrase in rule.context.map({ Int($0) }) {
        ofPhrase[phrase] = max(ofPhrase[phrase], reach + IdentifierContext.contextReach)
        leastDigits[phrase] = min(leastDigits[phrase], fewestOfPair)
      }
    }
    self.ofPhrase = ofPhrase
    self.leastDigits = leastDigits
    self.ofPattern = ofPattern
  }
}
