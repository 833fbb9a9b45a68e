/// An expression as a program for `PatternMatcher`.
struct PatternProgram: Sendable {
  enum Instruction: Sendable {
    case byte(UInt8)
    case set(ByteSet)
    /// Tries the first, then the second.
    case split(Int, Int)
    case jump(Int)
    /// Notes the place in a slot: two for each group.
    case save(Int)
    case match
  }

  private(set) var instructions: [Instruction] = []
  /// The bytes that a match can begin with.
  let first: ByteSet

  /// Without an instruction.
  static let none = PatternProgram()

  private init() { first = ByteSet() }

  /// Puts the instructions of another one behind these, which do not lead to them.
  mutating func append(_ other: PatternProgram) {
    let offset = instructions.count
    for instruction in other.instructions {
      switch instruction {
      case .split(let a, let b): instructions.append(.split(a + offset, b + offset))
      case .jump(let to): instructions.append(.jump(to + offset))
      default: instructions.append(instruction)
      }
    }
  }

  init(_ root: NarrowPattern.Node) throws(PatternSyntaxError) {
    var instructions: [Instruction] = []
    try Self.emit(root, into: &instructions)
    instructions.append(.match)
    self.instructions = instructions
    first = Self.first(of: instructions)
  }

  private static func emit(_ node: NarrowPattern.Node, into code: inout [Instruction]) throws(PatternSyntaxError) {
    guard code.count < NarrowPattern.programBound else {
      throw PatternSyntaxError("its repetitions multiply to something too large: make them smaller or fewer")
    }
    switch node {
    case .byte(let byte): code.append(.byte(byte))
    case .set(let set): code.append(.set(set))
    case .sequence(let nodes): for node in nodes { try emit(node, into: &code) }
    case .group(let number, let node):
      code.append(.save(number * 2))
      try emit(node, into: &code)
      code.append(.save(number * 2 + 1))
    case .choice(let nodes):
      var jumps: [Int] = []
      for (place, node) in nodes.enumerated() {
        let isLast = place == nodes.count - 1
        let split = code.count
        if !isLast { code.append(.split(split + 1, 0)) }
        try emit(node, into: &code)
        if !isLast {
          jumps.append(code.count)
          code.append(.jump(0))
          code[split] = .split(split + 1, code.count)
        }
      }
      for jump in jumps { code[jump] = .jump(code.count) }
    case .repeated(let node, let least, let most, let isLazy):
      for _ in 0..<least { try emit(node, into: &code) }
      func split(_ at: Int, _ out: Int) -> Instruction { isLazy ? .split(out, at + 1) : .split(at + 1, out) }
      guard let most else {
        let loop = code.count
        code.append(.jump(0))
        try emit(node, into: &code)
        code.append(.jump(loop))
        code[loop] = split(loop, code.count)
        return
      }
      var splits: [Int] = []
      for _ in least..<max(most, least) {
        splits.append(code.count)
        code.append(.jump(0))
        try emit(node, into: &code)
      }
      for place in splits { code[place] = split(place, code.count) }
    }
  }

  private static func first(of code: [Instruction]) -> ByteSet {
    var set = ByteSet()
    var seen = [Bool](repeating: false, count: code.count)
    var open = [0]
    while let at = open.popLast() {
      guard !seen[at] else { continue }
      seen[at] = true
      switch code[at] {
      case .byte(let byte): set.insert(byte)
      case .set(let bytes): set.formUnion(bytes)
      case .split(let a, let b): open += [a, b]
      case .jump(let to): open.append(to)
      case .save: open.append(at + 1)
      case .match: break
      }
    }
    return set
  }
}
