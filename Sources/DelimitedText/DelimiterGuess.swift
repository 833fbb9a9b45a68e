/// Which byte parts the fields of a text.
enum DelimiterGuess {
  private static let candidates: [UInt8] = [0x2C, 0x3B, 0x09, 0x7C]

  /// The candidate that stands equally often in most of the first lines; a comma when none does.
  static func delimiter(of bytes: [UInt8]) -> UInt8 {
    let lines = counts(bytes, lines: 12)
    var best: (delimiter: UInt8, score: Int) = (0x2C, 0)
    for (place, candidate) in candidates.enumerated() {
      var times: [Int: Int] = [:]
      for line in lines where line[place] > 0 { times[line[place], default: 0] += 1 }
      // Lines that agree count for more than many fields in one line.
      let score = times.map { $0.value * 1000 + min($0.key, 999) }.max() ?? 0
      if score > best.score { best = (candidate, score) }
    }
    return best.delimiter
  }

  /// How often each candidate stands outside quotes in each of the first lines, of at most 64 KiB.
  private static func counts(_ bytes: [UInt8], lines most: Int) -> [[Int]] {
    var found: [[Int]] = []
    var line = [0, 0, 0, 0]
    var isQuoted = false
    for byte in bytes.prefix(65_536) {
      if byte == 0x22 { isQuoted.toggle() }
      if (byte == 0x0A || byte == 0x0D) && !isQuoted {
        if line != [0, 0, 0, 0] { found.append(line) }
        line = [0, 0, 0, 0]
        if found.count == most { return found }
      } else if !isQuoted, let place = candidates.firstIndex(of: byte) {
        line[place] += 1
      }
    }
    if line != [0, 0, 0, 0] { found.append(line) }
    return found
  }
}
