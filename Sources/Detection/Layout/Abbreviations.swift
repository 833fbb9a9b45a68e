/// Words whose full stop ends no sentence.
enum Abbreviations {
  private static let words: [[UInt8]] = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "fr", "sr", "st", "no", "nos", "tel", "ext", "e.g", "i.e",
    "eg", "ie",
    "etc", "approx", "dept", "inc", "ltd", "vs", "yr", "yrs", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
    "sept",
    "oct", "nov", "dec", "hon", "cllr", "d.o.b", "dob",
  ].map { Array($0.utf8) }

  /// Whether the full stop at `at` stands behind one of them, or behind a single letter ("A. Khan").
  static func ends(_ at: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var start = at
    while start > 0, at - start < 8, TextBytes.isWordByte(text[start - 1]) || text[start - 1] == 0x2E { start -= 1 }
    let length = at - start
    if length == 1, text[start] >= 0x61, text[start] <= 0x7A { return true }
    for word in words where word.count == length && TextBytes.equal(text, start, word) { return true }
    return false
  }
}
