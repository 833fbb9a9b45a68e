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
  private var voters = 0
  /// How many voted for each bit, as binary numbers that lie across: bit 0 of all 64 counts, bit 1 of all, and so on.
  private var counts: [UInt64] = []
  private var previous: UInt64 = 0
  /// Once each: else "the" and a repeated name would outvote all else.
  private var heard = HashSet()

  init(left: Int) { self.left = left }

  /// The bits that more than half of the votes have.
  var bits: UInt64 {
    (0..<64).reduce(0) { bits, bit in
      let count = counts.indices.reduce(0) { $0 + Int(counts[$1] >> UInt64(bit) & 1) << $1 }
      return bits | (count * 2 > voters ? 1 << UInt64(bit) : 0)
    }
  }

  mutating func read(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var word = Word()
      var at = 0
      while at < bytes.count, left > 0 {
        left -= 1
        let isInWord: Bool
        if bytes[at] < 0x80 {
          isInWord = word.take(ascii: bytes[at])
          at += 1
        } else {
          let (scalar, length) = Self.scalar(bytes, at)
          isInWord = word.take(scalar)
          at += length
        }
        if !isInWord {
          add(word)
          word = Word()
        }
      }
      add(word)
    }
  }

  /// A string's bytes are well-formed.
  private static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> (Unicode.Scalar, Int) {
    let length = bytes[at] < 0xE0 ? 2 : bytes[at] < 0xF0 ? 3 : 4
    var iterator = bytes[at..<min(at + length, bytes.count)].makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return ("\u{FFFD}", length) }
    return (scalar, length)
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
    guard heard.insert(hash) else { return }
    // FNV's high bits depend little on a short word; the finisher of SplitMix64 spreads them.
    var hash = hash
    hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
    hash ^= hash >> 31
    voters += 1
    var carry = hash
    var place = 0
    while carry != 0 {
      if place == counts.count { counts.append(0) }
      (counts[place], carry) = (counts[place] ^ carry, counts[place] & carry)
      place += 1
    }
  }
}

/// Hashes that were met, in open addressing: they need no hashing of their own.
private struct HashSet {
  /// Room for what a letter of a page says.
  private var slots = [UInt64](repeating: 0, count: 2048)
  private var count = 0
  private var hasZero = false

  /// - Returns: false when it was there.
  mutating func insert(_ hash: UInt64) -> Bool {
    guard hash != 0 else {
      defer { hasZero = true }
      return !hasZero
    }
    var slot = place(hash)
    while slots[slot] != 0 {
      if slots[slot] == hash { return false }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = hash
    count += 1
    if count * 2 > slots.count { grow() }
    return true
  }

  private func place(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) >> 32) & (slots.count - 1)
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt64](repeating: 0, count: old.count * 2)
    for hash in old where hash != 0 {
      var slot = place(hash)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = hash
    }
  }
}

/// A run of letters and digits, hashed as it is read: FNV-1a of 64 bits over its scalars.
private struct Word {
  private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  private(set) var length = 0
  private(set) var isBlank = false

  /// - Returns: false when the character ends the word.
  @inline(__always) mutating func take(ascii byte: UInt8) -> Bool {
    switch byte {
    case 0x61...0x7A: break
    case 0x41...0x5A: isBlank = isBlank || length == 0
    case 0x30...0x39: isBlank = true
    default: return false
    }
    add(UInt64(byte))
    return true
  }

  /// - Parameter scalar: beyond ASCII.
  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.properties.isAlphabetic || scalar.properties.numericType != nil else { return false }
    isBlank = isBlank || length == 0 && scalar.properties.isUppercase || scalar.properties.numericType != nil
    add(UInt64(scalar.value))
    return true
  }

  @inline(__always) private mutating func add(_ value: UInt64) {
    length += 1
    hash = (hash ^ value) &* 0x100_0000_01B3
  }
}
