/// Finds where a match that Hyperscan reported by its end begins, and what its groups hold. It backtracks, but never comes
/// twice to the same instruction at the same place, so its work is bounded by the program's size times the window's length.
struct PatternMatcher {
  private enum Task {
    case go(instruction: Int, at: Int)
    case restore(slot: Int, value: Int)
  }

  private var visited: [UInt64] = []
  private var tasks: [Task] = []
  /// Twice for each group its start and end in the text; -1 where the group took no part.
  private(set) var slots: [Int] = []
  /// Instructions that were carried out since `restartCount`.
  private(set) var steps = 0

  init() {}

  mutating func restartCount() { steps = 0 }

  /// The leftmost start at or behind `earliest` from which the expression matches exactly up to `end`.
  /// - Parameter mayStart: whether the rule's boundary lets a match begin at a place.
  mutating func start(
    of pattern: borrowing NarrowPattern, in text: UnsafeBufferPointer<UInt8>, earliest: Int, end: Int,
    mayStart: (Int) -> Bool
  ) -> Int? {
    let from = max(earliest, end - pattern.maximumLength, 0)
    let to = end - pattern.minimumLength
    guard from <= to else { return nil }
    let width = end - from + 1
    let bits = pattern.program.instructions.count * width
    let words = (bits + 63) / 64
    if visited.count < words { visited = [UInt64](repeating: 0, count: words) }
    for word in 0..<words { visited[word] = 0 }
    for place in from...to where pattern.program.first.contains(text[place]) && mayStart(place) {
      if run(pattern, text, place, from, end, width) { return place }
    }
    return nil
  }

  private mutating func run(
    _ pattern: borrowing NarrowPattern, _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ from: Int, _ end: Int,
    _ width: Int
  ) -> Bool {
    slots.removeAll(keepingCapacity: true)
    for _ in 0..<(pattern.groups + 1) * 2 { slots.append(-1) }
    tasks.removeAll(keepingCapacity: true)
    tasks.append(.go(instruction: 0, at: start))
    while let task = tasks.popLast() {
      switch task {
      case .restore(let slot, let value): slots[slot] = value
      case .go(var instruction, var at):
        follow: while true {
          let bit = instruction * width + at - from
          guard visited[bit >> 6] & (1 << UInt64(bit & 63)) == 0 else { break follow }
          visited[bit >> 6] |= 1 << UInt64(bit & 63)
          steps += 1
          switch pattern.program.instructions[instruction] {
          case .byte(let byte):
            guard at < end, text[at] == byte else { break follow }
            at += 1
            instruction += 1
          case .set(let set):
            guard at < end, set.contains(text[at]) else { break follow }
            at += 1
            instruction += 1
          case .split(let a, let b):
            tasks.append(.go(instruction: b, at: at))
            instruction = a
          case .jump(let to): instruction = to
          case .save(let slot):
            tasks.append(.restore(slot: slot, value: slots[slot]))
            slots[slot] = at
            instruction += 1
          case .match:
            if at == end { return true }
            break follow
          }
        }
      }
    }
    return false
  }
}
