/// How a match can begin: a run of letters and digits, or the first bytes of one.
struct Opening: Hashable, Sendable {
  /// ASCII letters and digits of folded text.
  var bytes: [UInt8]
  /// The run may go on with letters and digits that the expression leaves open.
  var isOpen: Bool
}

extension NarrowPattern {
  private static let openingBound = 400
  private static let openingLength = 12
  /// What an opening must have to rule anything out, when more letters may follow.
  private static let openLetters = 2

  /// Every match that begins a word begins with one of these; with each the instructions at which the expression may stand
  /// behind it. nil where they would say nothing, or are too many.
  var openings: [Opening: [Int]]? {
    var found: [Opening: [Int]] = [:]
    func add(_ bytes: [UInt8], isOpen: Bool, at instruction: Int) {
      let opening = Opening(bytes: bytes, isOpen: isOpen)
      if found[opening]?.contains(instruction) != true { found[opening, default: []].append(instruction) }
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
            add(bytes, isOpen: false, at: at)
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
          if inside.count < set.bytes.count { add(bytes, isOpen: false, at: at) }
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

  private static let programBoundOfOpenings = 20_000
}
