/// The words that expressions begin with, and how far matches reach from them.
struct OpeningTable: Sendable {
  /// How far matches reach that begin with an opening and go on in one way.
  struct Reach: Sendable {
    var gate: OpeningGate
    /// In bytes from where the opening begins.
    var length: Int
    /// Every match holds a digit.
    var hasDigit: Bool
    /// Where the expression may stand behind the opening: places in `states`.
    var states: Range<Int>
  }

  private(set) var openings: [Opening] = []
  private(set) var reaches: [[Reach]] = []
  /// Numbers of instructions.
  private(set) var states: [Int] = []
  /// Of all expressions, one after another.
  private(set) var program = PatternProgram.none

  var count: Int { openings.count }
  func length(_ number: Int) -> Int { openings[number].bytes.count }

  init(_ numbers: [UInt32], _ expressions: [RuleExpression]) {
    var places: [Opening: Int] = [:]
    for number in numbers {
      guard case .pattern(let pattern, _) = expressions[Int(number)].matcher else { continue }
      let hasDigit = pattern.root.reach(from: .digits) != nil
      let found = (pattern.openings ?? [:]).sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }
      for (opening, way) in found {
        let place = places[opening] ?? openings.count
        if place == openings.count {
          places[opening] = place
          openings.append(opening)
          reaches.append([])
        }
        let first = states.count
        states += way.states.map { $0 + program.instructions.count }
        reaches[place].append(
          Reach(
            gate: way.gate, length: pattern.maximumLength, hasDigit: hasDigit, states: first..<states.count))
      }
      program.append(pattern.program)
    }
    // The longest first: it may make the others needless.
    for place in reaches.indices { reaches[place].sort { $0.length > $1.length } }
  }
}
