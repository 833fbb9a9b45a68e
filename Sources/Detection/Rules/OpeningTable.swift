/// The words that expressions begin with, and how far matches reach from them.
struct OpeningTable: Sendable {
  /// How far matches reach that begin with an opening and go on in one way.
  struct Reach: Sendable {
    var gate: OpeningGate
    /// In bytes from where the opening begins.
    var length: Int
    /// Every match holds a digit.
    var hasDigit: Bool
    /// The number of the expression's program.
    var program: Int
  }

  private(set) var openings: [Opening] = []
  private(set) var reaches: [[Reach]] = []
  private(set) var programs: [PatternProgram] = []

  var count: Int { openings.count }
  func length(_ number: Int) -> Int { openings[number].bytes.count }

  init(_ numbers: [UInt32], _ expressions: [RuleExpression]) {
    var places: [Opening: Int] = [:]
    for number in numbers {
      guard case .pattern(let pattern, _) = expressions[Int(number)].matcher else { continue }
      let hasDigit = pattern.root.reach(from: .digits) != nil
      let found = (pattern.openings ?? [:]).sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }
      for (opening, gate) in found {
        let place = places[opening] ?? openings.count
        if place == openings.count {
          places[opening] = place
          openings.append(opening)
          reaches.append([])
        }
        reaches[place].append(
          Reach(gate: gate, length: pattern.maximumLength, hasDigit: hasDigit, program: programs.count))
      }
      programs.append(pattern.program)
    }
    // The longest first: it may make the others needless.
    for place in reaches.indices { reaches[place].sort { $0.length > $1.length } }
  }
}
