/// How a match can begin: a run of letters and digits, or the first bytes of one.
struct Opening: Hashable, Sendable {
  /// ASCII letters and digits of folded text.
  var bytes: [UInt8]
  /// The run may go on with letters and digits that the expression leaves open.
  var isOpen: Bool
}

/// What must stand behind an opening that is a whole run: a byte that ends the run, then another.
struct OpeningGate: Equatable, Sendable {
  var ending: ByteSet
  var following: ByteSet

  mutating func widen(_ other: OpeningGate) {
    ending.formUnion(other.ending)
    following.formUnion(other.following)
  }

  /// Whether a match may go on behind a run that ends at a byte.
  @inline(__always) func lets(_ text: UnsafeBufferPointer<UInt8>, _ end: Int) -> Bool {
    guard end < text.count else { return ending.isAll }
    guard ending.contains(text[end]) else { return false }
    return end + 1 < text.count ? following.contains(text[end + 1]) : following.isAll
  }
}

/// How a match goes on behind an opening.
struct OpeningWay: Sendable {
  var gate: OpeningGate
  /// The instructions at which the expression may stand there.
  var states: [Int]

  mutating func widen(_ other: OpeningWay) {
    gate.widen(other.gate)
    for state in other.states where !states.contains(state) { states.append(state) }
  }
}

extension NarrowPattern {
  private static let openingBound = 400
  private static let openingLength = 12
  /// What an opening must have to rule anything out, when more letters may follow.
  private static let openLetters = 2

  /// Every match that begins a word begins with one of these; nil where they would say nothing, or are too many.
  var openings: [Opening: OpeningWay]? {
    var found: [Opening: OpeningWay] = [:]
    func add(
      _ bytes: [UInt8], isOpen: Bool, at state: Int, ending: ByteSet = .all, following: ByteSet = .all
    ) {
      let opening = Opening(bytes: bytes, isOpen: isOpen)
      let way = OpeningWay(gate: OpeningGate(ending: ending, following: following), states: [state])
      if found[opening]?.widen(way) == nil { found[opening] = way }
    }
    var tasks: [(instruction: Int, bytes: [UInt8])] = [(0, [])]
    var steps = 0
    while let (start, soFar) = tasks.popLast() {
      var bytes = soFar
      var at = start
      follow: while true {
        steps += 1
        guard steps < Self.programBoundOfOpenings, found.count < Self.openingBound else { return nil }
        if bytes.count >= Self.openingLength {
          add(bytes, isOpen: true, at: at)
          break follow
        }
        switch program.instructions[at] {
        case .byte(let byte):
          guard TextBytes.isRunByte(byte) else {
            add(bytes, isOpen: false, at: at, ending: ByteSet([byte]), following: first(from: at + 1))
            break follow
          }
          bytes.append(byte)
          at += 1
        case .set(let set):
          let inside = set.bytes.filter(TextBytes.isRunByte)
          if inside.count > 4 {
            add(bytes, isOpen: true, at: at)
            break follow
          }
          if inside.count < set.bytes.count {
            let ending = ByteSet(set.bytes.filter { !TextBytes.isRunByte($0) })
            add(bytes, isOpen: false, at: at, ending: ending, following: first(from: at + 1))
          }
          for byte in inside { tasks.append((at + 1, bytes + [byte])) }
          break follow
        case .split(let a, let b):
          tasks.append((b, bytes))
          at = a
        case .jump(let to): at = to
        case .save: at += 1
        case .match:
          // The boundary behind a match ends its run.
          add(bytes, isOpen: false, at: at)
          break follow
        }
      }
    }
    let areTelling = found.keys.allSatisfy { !$0.bytes.isEmpty && (!$0.isOpen || $0.bytes.count >= Self.openLetters) }
    return areTelling ? found : nil
  }

  /// The bytes that can come at an instruction; all where the match may end there.
  private func first(from start: Int) -> ByteSet { program.first(from: start) ?? .all }

  private static let programBoundOfOpenings = 20_000
}
