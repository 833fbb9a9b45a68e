/// A sender's text as a page shows it: every letter of it, and nothing that moves, hides or turns letters.
enum ShownText {
  /// Marks upon one letter; more of them reach into the lines above and below.
  private static let mostMarks = 6

  /// Leaves out control characters, what turns the direction of reading (UAX #9 §2), and towers of marks.
  static func cleaned(_ text: UnsafeBufferPointer<UInt8>) -> String {
    if text.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A || $0 == 0x09 }) {
      return String(decoding: text, as: UTF8.self)
    }
    return cleaned(String(decoding: text, as: UTF8.self))
  }

  static func cleaned(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    var marks = 0
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x20..<0x7F, 0xA0..<0x300:
        marks = 0
        shown.append(scalar)
      case 0x0D: shown.append("\n")
      case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFF9...0xFFFB,
        0xE0000...0xE007F:
        continue
      default:
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: marks += 1
        default: marks = 0
        }
        if marks <= mostMarks { shown.append(scalar) }
      }
    }
    return String(shown)
  }

  /// On one line, and no longer than words may be.
  static func words(_ text: String) -> String {
    let line = cleaned(String(text.prefix(2 * SafePage.Bounds.words))).split(whereSeparator: \.isWhitespace).joined(
      separator: " ")
    guard line.utf8.count > SafePage.Bounds.words else { return line }
    var cut = String.UnicodeScalarView()
    var left = SafePage.Bounds.words - 3
    for scalar in line.unicodeScalars {
      left -= UTF8.width(scalar)
      if left < 0 { break }
      cut.append(scalar)
    }
    return String(cut) + "…"
  }
}
