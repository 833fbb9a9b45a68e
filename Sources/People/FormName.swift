import Normalisation

/// Forms and year groups as people write them: "7C", "7 c", "Year 7", "Y7".
enum FormName {
  /// Letters and digits in lower case.
  static func plain(_ form: UnsafeRawBufferPointer) -> [UInt8] {
    if form.allSatisfy(isPlain) { return Array(form) }
    return NormalisedText(utf8: Array(form)).bytes.filter { $0 >= 0x80 || isPlain($0) }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7A)
  }

  static func plain(_ form: String) -> [UInt8] { Array(form.utf8).withUnsafeBytes { plain($0) } }

  /// A year group without "Year", "Yr" or "Y" before its number.
  static func year(_ year: String) -> [UInt8] {
    let plain = plain(year)
    for word in ["year", "yr", "y"] where plain.starts(with: word.utf8) {
      let rest = plain.dropFirst(word.utf8.count)
      if !rest.isEmpty, rest.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) { return Array(rest) }
    }
    return plain
  }
}
