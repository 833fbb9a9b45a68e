/// The words that expressions begin with, and how far matches reach from them.
struct OpeningTable: Sendable {
  /// Of the matches that begin with an opening.
  struct Reach: Sendable {
    /// In bytes from where the opening begins; 0 when there is no such match.
    var always = 0
    /// The same for expressions of which every match holds a digit.
    var withDigit = 0
  }

  private(set) var openings: [Opening] = []
  private(set) var reaches: [Reach] = []

  var count: Int { openings.count }
  func length(_ number: Int) -> Int { openings[number].bytes.count }

  init(_ numbers: [UInt32], _ expressions: [RuleExpression]) {
    var places: [Opening: Int] = [:]
    for number in numbers {
      guard case .pattern(let pattern, _) = expressions[Int(number)].matcher else { continue }
      let hasDigit = pattern.root.reach(from: .digits) != nil
      for opening in (pattern.openings ?? []).sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
        let place = places[opening] ?? openings.count
        if place == openings.count {
          places[opening] = place
          openings.append(opening)
          reaches.append(Reach())
        }
        if hasDigit {
          reaches[place].withDigit = max(reaches[place].withDigit, pattern.maximumLength)
        } else {
          reaches[place].always = max(reaches[place].always, pattern.maximumLength)
        }
      }
    }
  }
}
