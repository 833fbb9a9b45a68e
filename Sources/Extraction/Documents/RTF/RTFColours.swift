/// The colours of an RTF file's table, as far as they matter: white ones.
struct RTFColours {
  private var white: Set<Int> = []
  private var number = 0
  private var least: Int?
  private var parts = 0

  mutating func add(_ part: String, _ value: Int) {
    least = min(least ?? value, value)
    parts += 1
  }

  /// Semicolons end entries; the first, empty one is the automatic colour.
  mutating func end(_ text: UnsafeRawBufferPointer) {
    for byte in text where byte == 0x3B && number < 10_000 {
      if parts == 3, let least, least > 237 { white.insert(number) }
      number += 1
      least = nil
      parts = 0
    }
  }

  func isWhite(_ number: Int) -> Bool { white.contains(number) }
}
