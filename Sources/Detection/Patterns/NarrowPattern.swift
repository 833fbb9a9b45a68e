/// A regular expression of the narrow dialect that rule files use: literals, `.`, `\d \w \s` and their negations, classes,
/// groups, alternatives and bounded or unbounded repetition. What Hyperscan cannot do fast (`\b`, look-around, back
/// references, anchors) is refused with the remedy: word boundaries belong to the rule, not to the expression.
///
/// It matches bytes of text in NFKC_Casefold form; a character beyond ASCII counts as its UTF-8 bytes for `.`, `\w` and
/// negated classes.
struct NarrowPattern: Sendable {
  indirect enum Node: Sendable, Equatable {
    case byte(UInt8)
    case set(ByteSet)
    case sequence([Node])
    case choice([Node])
    /// `most` nil: without bound.
    case repeated(Node, least: Int, most: Int?, isLazy: Bool)
    /// A capturing group, counted from 1.
    case group(Int, Node)
  }

  let root: Node
  /// How many capturing groups there are.
  let groups: Int
  let minimumLength: Int
  /// In bytes, at most `lengthBound`: how far before its end a match may begin.
  let maximumLength: Int
  let program: PatternProgram

  /// A match that is longer is not recognised.
  static let lengthBound = 256
  /// The greatest count that a repetition may name.
  static let repetitionBound = 256
  /// The size of the program that an expression may become.
  static let programBound = 4_000

  /// - Parameters:
  ///   - keepsCase: for text as written instead of folded text.
  ///   - fold: puts one character into the form of the text that is searched.
  /// - Throws: `PatternSyntaxError` with what is wrong and what to write instead.
  init(_ source: String, keepsCase: Bool = false, fold: @escaping (String) -> [UInt8]) throws(PatternSyntaxError) {
    var parser = PatternParser(source, keepsCase: keepsCase, fold: fold)
    let root = try parser.parse()
    self.root = root
    groups = parser.groups
    minimumLength = root.minimumLength
    maximumLength = min(root.maximumLength ?? Self.lengthBound, Self.lengthBound)
    guard minimumLength > 0 else {
      throw PatternSyntaxError("it matches nothing at all, and so everywhere: make at least one part of it required")
    }
    guard minimumLength <= Self.lengthBound else {
      throw PatternSyntaxError("it asks for more than \(Self.lengthBound) bytes: make it shorter")
    }
    program = try PatternProgram(root)
  }
}

/// Why an expression is refused: one sentence with the remedy, without a full stop.
struct PatternSyntaxError: Error, Equatable {
  let message: String

  init(_ message: String) { self.message = message }
}

extension NarrowPattern.Node {
  var minimumLength: Int {
    switch self {
    case .byte, .set: 1
    case .sequence(let nodes): nodes.reduce(0) { bounded($0 + $1.minimumLength) }
    case .choice(let nodes): nodes.map(\.minimumLength).min() ?? 0
    case .repeated(let node, let least, _, _): bounded(node.minimumLength * least)
    case .group(_, let node): node.minimumLength
    }
  }

  /// Nil when there is no bound.
  var maximumLength: Int? {
    switch self {
    case .byte, .set: return 1
    case .sequence(let nodes):
      var sum = 0
      for node in nodes {
        guard let length = node.maximumLength else { return nil }
        sum = bounded(sum + length)
      }
      return sum
    case .choice(let nodes):
      var longest = 0
      for node in nodes {
        guard let length = node.maximumLength else { return nil }
        longest = max(longest, length)
      }
      return longest
    case .repeated(let node, _, let most, _):
      guard let most, let length = node.maximumLength else { return nil }
      return bounded(most * length)
    case .group(_, let node): return node.maximumLength
    }
  }

  private func bounded(_ length: Int) -> Int { min(length, 1 << 20) }
}

/// A set of bytes.
struct ByteSet: Sendable, Hashable {
  private var low: UInt64 = 0
  private var middle: UInt64 = 0
  private var high: UInt64 = 0
  private var top: UInt64 = 0

  init() {}

  init(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { insert(byte) }
  }

  @inline(__always) func contains(_ byte: UInt8) -> Bool {
    let bit: UInt64 = 1 << UInt64(byte & 63)
    switch byte >> 6 {
    case 0: return low & bit != 0
    case 1: return middle & bit != 0
    case 2: return high & bit != 0
    default: return top & bit != 0
    }
  }

  mutating func insert(_ byte: UInt8) {
    let bit: UInt64 = 1 << UInt64(byte & 63)
    switch byte >> 6 {
    case 0: low |= bit
    case 1: middle |= bit
    case 2: high |= bit
    default: top |= bit
    }
  }

  mutating func formUnion(_ other: ByteSet) {
    low |= other.low
    middle |= other.middle
    high |= other.high
    top |= other.top
  }

  var inverted: ByteSet {
    var set = self
    set.low = ~low
    set.middle = ~middle
    set.high = ~high
    set.top = ~top
    return set
  }

  var isEmpty: Bool { low | middle | high | top == 0 }
  var isAll: Bool { low & middle & high & top == .max }
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for (first, word) in [(0, low), (64, middle), (128, high), (192, top)] {
      var left = word
      while left != 0 {
        bytes.append(UInt8(first + left.trailingZeroBitCount))
        left &= left - 1
      }
    }
    return bytes
  }

  func isSubset(of other: ByteSet) -> Bool {
    low & ~other.low | middle & ~other.middle | high & ~other.high | top & ~other.top == 0
  }

  static let all = ByteSet().inverted
  static let digits = ByteSet(0x30...0x39)
  static let spaces = ByteSet([0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D])
  /// Letters after folding, digits, the underscore, and every byte of a character beyond ASCII.
  static let word: ByteSet = {
    var set = ByteSet(0x61...0x7A)
    set.formUnion(.digits)
    set.insert(0x5F)
    set.formUnion(ByteSet(0x80...0xFF))
    return set
  }()

  static let upperCase = ByteSet(0x41...0x5A)
}
