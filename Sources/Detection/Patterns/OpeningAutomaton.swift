/// Says whether an expression goes on to an end behind its opening. It is a deterministic automaton of all expressions
/// that have openings, one look at each byte; all its states would be too many, so each is made when a text first leads to
/// it, as grep does (Thompson 1968; Aho, Sethi and Ullman 1986, §3.7).
///
/// It serves one thread, and keeps what it has made from text to text.
final class OpeningAutomaton {
  private let table: OpeningTable
  private let classes: UnsafeMutablePointer<UInt8>
  /// For each state a row with the next one for each class of bytes. A state is given by where its row begins, doubled,
  /// and 1 where an expression may end there. 0 is not made yet.
  private let rows: UnsafeMutablePointer<UInt32>
  private let width: Int
  private let dead: UInt32
  /// By opening.
  private var starts: [UInt32]
  /// By row: the instructions of a state that take a byte.
  private var members: [[UInt32]] = []
  private var numbers: [[UInt32]: UInt32] = [:]
  /// When each instruction was last seen.
  private var seen: [UInt64]
  private var moment: UInt64 = 0
  private var open: [Int] = []
  /// States that the present text led to first.
  private var made = 0

  /// So many states are kept; then it begins anew with the next text.
  private static let stateBound = 9_000
  /// A text that leads to more new ones is not followed any further.
  private static let madeBound = 1_500
  /// Marks a state in which an expression may end.
  private static let end = UInt32.max

  init(_ table: OpeningTable) {
    self.table = table
    width = table.classes.count
    dead = UInt32(width) << 1
    classes = .allocate(capacity: 256)
    classes.initialize(from: table.classes.ofByte, count: 256)
    rows = .allocate(capacity: Self.stateBound * width)
    starts = [UInt32](repeating: 0, count: table.count)
    seen = [UInt64](repeating: 0, count: table.program.instructions.count)
    clear()
  }

  deinit {
    classes.deallocate()
    rows.deallocate()
  }

  /// States that are made, two that lead nowhere among them.
  var stateCount: Int { members.count }

  /// Makes the states that most texts lead to, those of the first bytes behind each opening, so that processes which are
  /// forked from this one need not.
  /// - Parameter bound: so many states, or a few more.
  func prepare(upTo bound: Int = 5_000) {
    for opening in starts.indices where starts[opening] == 0 && members.count < bound {
      made = 0
      _ = start(opening)
    }
    var row = 2
    while row < members.count, members.count < bound {
      made = 0
      for place in row * width..<(row + 1) * width where rows[place] == 0 { _ = next(place) }
      row += 1
    }
  }

  /// To be called before each text.
  func begin() {
    made = 0
    if members.count >= Self.stateBound { clear() }
  }

  private func clear() {
    numbers.removeAll(keepingCapacity: true)
    members.removeAll(keepingCapacity: true)
    for number in starts.indices { starts[number] = 0 }
    // The first row's place would read as "not made", the second one is that of no instruction.
    members = [[], []]
    numbers[[]] = dead
  }

  /// Whether an expression may end, at a word's end, up to a place. True also where finding out would take long.
  @inline(__always) func mayEnd(
    _ opening: Int, _ text: UnsafeBufferPointer<UInt8>, from: Int, upTo limit: Int
  ) -> Bool {
    var state = starts[opening]
    if state == 0 {
      state = start(opening)
      if state == 0 { return true }
    }
    var at = from
    while state != dead {
      if state & 1 != 0, !TextBytes.isWord(at: at, in: text) { return true }
      guard at < limit else { return false }
      let place = Int(state >> 1) + Int(classes[Int(text[at])])
      state = rows[place]
      if state == 0 {
        state = next(place)
        if state == 0 { return true }
      }
      at += 1
    }
    return false
  }

  private func start(_ opening: Int) -> UInt32 {
    moment += 1
    var found: [UInt32] = []
    for instruction in table.states[opening] { add(instruction, to: &found) }
    starts[opening] = state(found)
    return starts[opening]
  }

  /// What follows a state, for a place in its row.
  private func next(_ place: Int) -> UInt32 {
    moment += 1
    let byte = table.classes.examples[place % width]
    var found: [UInt32] = []
    for member in members[place / width] where member != Self.end {
      switch table.program.instructions[Int(member)] {
      case .byte(byte): add(Int(member) + 1, to: &found)
      case .set(let set) where set.contains(byte): add(Int(member) + 1, to: &found)
      default: break
      }
    }
    rows[place] = found.isEmpty ? dead : state(found)
    return rows[place]
  }

  /// Follows an instruction to those that take a byte.
  private func add(_ first: Int, to found: inout [UInt32]) {
    open.append(first)
    while let at = open.popLast() {
      guard seen[at] != moment else { continue }
      seen[at] = moment
      switch table.program.instructions[at] {
      case .byte, .set: found.append(UInt32(at))
      case .split(let a, let b):
        open.append(b)
        open.append(a)
      case .jump(let to): open.append(to)
      case .save: open.append(at + 1)
      case .match: if found.last != Self.end, !found.contains(Self.end) { found.append(Self.end) }
      }
    }
  }

  private func state(_ found: [UInt32]) -> UInt32 {
    let found = found.sorted()
    if let known = numbers[found] { return known }
    guard members.count < Self.stateBound, made < Self.madeBound else { return 0 }
    made += 1
    let row = members.count * width
    (rows + row).initialize(repeating: 0, count: width)
    members.append(found)
    let state = UInt32(row) << 1 | (found.last == Self.end ? 1 : 0)
    numbers[found] = state
    return state
  }
}
