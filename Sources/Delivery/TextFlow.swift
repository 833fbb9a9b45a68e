/// Lays text out for a plain mail: lines of at most 72 columns, so that a quoted reply still fits into 76.
enum TextFlow {
  static let width = 72

  /// A paragraph; each line begins with `indent`. Words are never cut.
  static func wrap(_ text: String, indent: String = "", first: String? = nil) -> String {
    var lines: [String] = []
    var line = first ?? indent
    var isEmpty = true
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\r\n" || $0 == "\t" }) {
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = indent
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    lines.append(line)
    return lines.joined(separator: "\n")
  }
}
