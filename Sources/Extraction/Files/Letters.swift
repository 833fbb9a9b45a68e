/// Runs of letters in a file that nobody can read: its text may still stand in it as it is.
///
/// The file stays unreadable; but a name or number that is there is found, and a Lotus sheet renamed is not blind.
enum Letters {
  /// A run shorter than this is chance.
  private static let shortest = 6
  private static let limit = 1 << 20

  /// Files with less text than one byte in so many hold none: packed or random bytes make runs in one of a hundred.
  private static let sparsest = 20
  private static let piece = 64 << 10

  /// Runs of ASCII or UTF-16 letters, a line each, at most a megabyte; empty where they are but chance.
  static func runs(in bytes: UnsafeRawBufferPointer) -> String {
    if bytes.count > 4 * piece {
      // A large file is sampled first, at four places.
      let samples = (0..<4).map { number in
        let start = (bytes.count - piece) / 3 * number
        return text(in: UnsafeRawBufferPointer(rebasing: bytes[start..<start + piece])).utf8.count
      }
      guard samples.reduce(0, +) * sparsest >= 4 * piece else { return "" }
    }
    let found = text(in: bytes)
    return found.utf8.count * sparsest >= min(bytes.count, limit * sparsest) ? found : ""
  }

  private static func text(in bytes: UnsafeRawBufferPointer) -> String {
    var text: [UInt8] = []
    var run: [UInt8] = []
    var letters = 0
    var isWide = false
    var wasZero = false
    func close() {
      // Half of a run must be letters or digits, or it is code.
      if run.count >= shortest, letters * 10 >= run.count * 6, text.count < limit { text += run + [0x0A] }
      run.removeAll(keepingCapacity: true)
      letters = 0
      isWide = false
      wasZero = false
    }
    for byte in bytes {
      if text.count >= limit { break }
      if byte == 0, !wasZero, !run.isEmpty, run.count == 1 || isWide {
        isWide = true
        wasZero = true
      } else if byte >= 0x20 && byte < 0x7F || byte == 0x09 {
        run.append(byte)
        wasZero = false
        if byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == 0x20 { letters += 1 }
      } else {
        close()
      }
    }
    close()
    return String(decoding: text, as: UTF8.self)
  }
}
