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
    first = Self.first(of: instructions, from: 0).bytes
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

  /// An attempt that takes more steps counts as one that may succeed.
  private static let attemptBound = 300

  /// Whether a match that stands at one of some instructions may go on at a place: false is sure, and most often found
  /// within a word.
  func mayMatch(_ text: UnsafeBufferPointer<UInt8>, _ place: Int, from states: ArraySlice<Int> = [0]) -> Bool {
    var steps = 0
    return instructions.withUnsafeBufferPointer { code in
      for state in states where Self.mayMatch(code, state, text, place, &steps) { return true }
      return false
    }
  }

  private static func mayMatch(
    _ code: UnsafeBufferPointer<Instruction>, _ first: Int, _ text: UnsafeBufferPointer<UInt8>, _ start: Int,
    _ steps: inout Int
  ) -> Bool {
    var (instruction, at) = (first, start)
    while true {
      steps += 1
      // Also what bounds the depth of the calls.
      guard steps < attemptBound else { return true }
      switch code[instruction] {
      case .byte(let byte):
        guard at < text.count, text[at] == byte else { return false }
        at += 1
        instruction += 1
      case .set(let set):
        guard at < text.count, set.contains(text[at]) else { return false }
        at += 1
        instruction += 1
      case .split(let a, let b):
        if mayGoOn(code[a], text, at), mayMatch(code, a, text, at, &steps) { return true }
        instruction = b
      case .jump(let to): instruction = to
      case .save: instruction += 1
      case .match: return true
      }
    }
  }

  /// Rules out most ways at once.
  @inline(__always) private static func mayGoOn(
    _ instruction: Instruction, _ text: UnsafeBufferPointer<UInt8>, _ at: Int
  ) -> Bool {
    switch instruction {
    case .byte(let byte): at < text.count && text[at] == byte
    case .set(let set): at < text.count && set.contains(text[at])
    default: true
    }
  }

  /// The bytes that can come at an instruction; nil where the match may end there.
  func first(from start: Int) -> ByteSet? {
    let (bytes, mayEnd) = Self.first(of: instructions, from: start)
    return mayEnd ? nil : bytes
  }

  private static func first(of code: [Instruction], from start: Int) -> (bytes: ByteSet, mayEnd: Bool) {
    var set = ByteSet()
    var mayEnd = false
    var seen = [Bool](repeating: false, count: code.count)
    var open = [start]
    while let at = open.popLast() {
      guard !seen[at] else { continue }
      seen[at] = true
      switch code[at] {
      case .byte(let byte): set.insert(byte)
      case .set(let bytes): set.formUnion(bytes)
      case .split(let a, let b): open += [a, b]
      case .jump(let to): open.append(to)
      case .save: open.append(at + 1)
      case .match: mayEnd = true
      }
    }
    return (set, mayEnd)
  }
}
