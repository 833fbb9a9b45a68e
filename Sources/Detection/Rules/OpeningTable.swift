/// The words that expressions begin with, and where the expressions stand behind them.
struct OpeningTable: Sendable {
  private(set) var openings: [Opening] = []
  /// By opening: how far from its first byte a match reaches at most.
  private(set) var reaches: [Int] = []
  /// By opening: numbers of instructions.
  private(set) var states: [[Int]] = []
  /// Of all expressions, one after another.
  private(set) var program = PatternProgram.none
  /// Of all bytes of the text.
  let classes: ByteClasses

  var count: Int { openings.count }
  func length(_ number: Int) -> Int { openings[number].bytes.count }

  init(_ numbers: [UInt32], _ expressions: [RuleExpression]) {
    var places: [Opening: Int] = [:]
    for number in numbers {
      guard case .pattern(let pattern, _) = expressions[Int(number)].matcher else { continue }
      let first = program.instructions.count
      let found = (pattern.openings ?? [:]).sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }
      for (opening, ways) in found {
        let place = places[opening] ?? openings.count
        if place == openings.count {
          places[opening] = place
          openings.append(opening)
          reaches.append(0)
          states.append([])
        }
        reaches[place] = max(reaches[place], pattern.maximumLength)
        states[place] += ways.map { $0 + first }
      }
      program.append(pattern.program)
    }
    classes = ByteClasses(program.instructions)
  }
}
