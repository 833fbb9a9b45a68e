/// Runs of letters in a file that nobody can read: its text may still stand in it as it is.
///
/// The file stays unreadable; but a name or number that is there is found, and a Lotus sheet renamed is not blind.
enum Letters {
  /// A run shorter than this is chance.
  private static let shortest = 6
  private static let limit = 1 << 20

  /// Runs of ASCII, windows-1252 or UTF-16 letters, a line each, at most a megabyte.
  static func runs(in bytes: UnsafeRawBufferPointer) -> String {
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
    for byte in bytes.prefix(32 << 20) {
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
