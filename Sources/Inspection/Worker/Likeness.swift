import Extraction

/// A SimHash of what a message visibly says in its body: M. Charikar, "Similarity estimation techniques from rounding
/// algorithms", STOC 2002. Each word and each pair of words votes once on each of 64 bits, so that texts that differ
/// in a few words differ in few bits.
///
/// A run of mail with other names, marks and dates is known by it (D21): words that begin with a capital or hold a digit
/// count as blanks of a form, and words of up to three letters, "she" and "his" among them, are passed over. It says
/// nothing of what a text means, and no decision rests on it.
struct Likeness {
  let bits: UInt64

  /// What is longer is told well enough by its beginning; in Unicode scalars.
  private static let longest = 64 << 10
  /// A shorter text is like many others by chance. Blanks do not count.
  private static let fewestWords = 12

  /// Nil where there are too few words.
  /// - Parameter texts: those of the body; quoted and hidden ones do not count.
  init?(_ texts: [ExtractedText]) {
    var votes = Votes(left: Self.longest)
    for text in texts where text.kind == .visible && !text.isQuoted {
      switch text.content {
      case .prose(let prose): votes.read(prose)
      case .table(let table): votes.read(table.flat)
      }
    }
    guard votes.words >= Self.fewestWords else { return nil }
    bits = votes.bits
  }
}

private struct Votes {
  private(set) var words = 0
  private var left: Int
  private var counts = [Int32](repeating: 0, count: 64)
  private var previous: UInt64 = 0
  /// Once each: else "the" and a repeated name would outvote all else.
  private var heard: Set<UInt64> = []

  init(left: Int) { self.left = left }

  var bits: UInt64 { counts.indices.reduce(0) { $0 | (counts[$1] > 0 ? 1 << UInt64($1) : 0) } }

  mutating func read(_ text: String) {
    var word = Word()
    for scalar in text.unicodeScalars.prefix(left) {
      left -= 1
      if !word.take(scalar) {
        add(word)
        word = Word()
      }
    }
    add(word)
  }

  /// Single words stay when a neighbour changes; pairs tell the order.
  private mutating func add(_ word: Word) {
    guard word.length > 0 else { return }
    if !word.isBlank { words += 1 }
    guard word.isBlank || word.length > 3 else { return }
    let hash = word.isBlank ? 0 : word.hash
    // A name of three words is one blank, as one of two is.
    if hash == 0, previous == 0 { return }
    if hash != 0 { vote(hash) }
    vote(previous &* 0x9E37_79B9_7F4A_7C15 ^ hash)
    previous = hash
  }

  private mutating func vote(_ hash: UInt64) {
    guard heard.insert(hash).inserted else { return }
    // FNV's high bits depend little on a short word; the finisher of SplitMix64 spreads them.
    var hash = hash
    hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
    hash ^= hash >> 31
    for bit in 0..<64 { counts[bit] += hash >> UInt64(bit) & 1 == 1 ? 1 : -1 }
  }
}

/// A run of letters and digits, hashed as it is read: FNV-1a of 64 bits over its scalars.
private struct Word {
  private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  private(set) var length = 0
  private(set) var isBlank = false

  /// - Returns: false when the scalar ends the word.
  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z": break
    case "A"..."Z": isBlank = isBlank || length == 0
    case "0"..."9": isBlank = true
    default:
      guard scalar.value >= 0x80, scalar.properties.isAlphabetic || scalar.properties.numericType != nil else {
        return false
      }
      isBlank = isBlank || length == 0 && scalar.properties.isUppercase || scalar.properties.numericType != nil
    }
    length += 1
    hash = (hash ^ UInt64(scalar.value)) &* 0x100_0000_01B3
    return true
  }
}
