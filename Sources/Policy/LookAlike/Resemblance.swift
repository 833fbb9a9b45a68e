import Normalisation

/// Tells words that look like known ones without being them: one letter more, less, changed or swapped, and letters that
/// look alike.
struct Resemblance: Sendable {
  /// Hashes of known words with one letter left out, and whole → the known words they come from. Two words that share
  /// an entry are at most two steps apart, so that nothing else need be compared.
  private var variants: [UInt64: [String]] = [:]
  private var known: Set<String> = []
  /// Below this a step of one letter says nothing; and from this length on two steps are one slip.
  private let shortest: Int
  private let long: Int

  /// - Parameters:
  ///   - shortest: the letters of a word that can be taken for another, at least.
  ///   - long: the letters of a word in which two steps are not noticed.
  init(_ words: some Sequence<String>, shortest: Int, long: Int) {
    self.shortest = shortest
    self.long = long
    for word in words where known.insert(word).inserted {
      let shape = Self.shape(word)
      guard shape.count >= shortest else { continue }
      for variant in Self.variants(of: shape) { variants[variant, default: []].append(word) }
    }
  }

  /// The known words that `word` resembles, the nearest first; none when it is itself known.
  func of(_ word: String) -> [String] {
    guard !known.contains(word), word.utf8.count <= 320 else { return [] }
    let shape = Self.shape(word)
    guard shape.count >= shortest else { return [] }
    var alike: [(word: String, distance: Int)] = []
    for candidate in Set(Self.variants(of: shape).flatMap { variants[$0] ?? [] }) {
      let other = Self.shape(candidate)
      let distance = Self.distance(shape, other)
      if distance <= most(shape, other) { alike.append((candidate, distance)) }
    }
    return alike.sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }.map(\.word)
  }

  /// The letters as an eye takes them in: "0ak-fie1d" reads as "oakfield", "rn" as "m", a Cyrillic "о" as a Latin one
  /// (UTS #39 §4).
  static func shape(_ word: String) -> [UInt8] {
    var letters = Array(word.utf8)
    if letters.contains(where: { $0 >= 0x80 }) {
      // The skeleton of some small letters and digits is a capital.
      letters = Array(String(decoding: Confusables.skeleton(letters), as: UTF8.self).lowercased().utf8)
    }
    var shape: [UInt8] = []
    for byte in letters {
      switch byte {
      case UInt8(ascii: "0"): shape.append(UInt8(ascii: "o"))
      case UInt8(ascii: "1"), UInt8(ascii: "i"), UInt8(ascii: "|"): shape.append(UInt8(ascii: "l"))
      case UInt8(ascii: "5"): shape.append(UInt8(ascii: "s"))
      case UInt8(ascii: "-"), UInt8(ascii: "_"): break
      case UInt8(ascii: "n") where shape.last == UInt8(ascii: "r"): shape[shape.count - 1] = UInt8(ascii: "m")
      case UInt8(ascii: "v") where shape.last == UInt8(ascii: "v"): shape[shape.count - 1] = UInt8(ascii: "w")
      default: shape.append(byte)
      }
    }
    return shape
  }

  private static func variants(of shape: [UInt8]) -> [UInt64] {
    var all = [hash(shape[...], [])]
    for index in shape.indices { all.append(hash(shape[..<index], shape[(index + 1)...])) }
    return all
  }

  /// FNV-1a; two words that share a hash by chance are compared, and found unlike.
  private static func hash(_ front: ArraySlice<UInt8>, _ back: ArraySlice<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in front { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    for byte in back { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }

  /// Steps between two that are alike: one (a letter more, less, changed, or two swapped), two in long words.
  private func most(_ a: [UInt8], _ b: [UInt8]) -> Int { min(a.count, b.count) >= long ? 2 : 1 }

  /// Optimal string alignment: Levenshtein with swaps of neighbours.
  static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var before: [Int] = []
    var previous = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(previous[j] + (a[i] == b[j] ? 0 : 1), previous[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
        row.append(best)
      }
      before = previous
      previous = row
    }
    return previous[b.count]
  }
}
