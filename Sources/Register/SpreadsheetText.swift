/// A table as text that spreadsheets open: RFC 4180, with a byte order mark, without which Excel takes UTF-8 for an older
/// code page.
struct SpreadsheetText {
  private(set) var text = "\u{FEFF}"

  mutating func add(_ cells: [String]) {
    text += cells.map { Self.cell($0) }.joined(separator: ",") + "\r\n"
  }

  /// A cell that begins with one of these is taken for a formula, and may then fetch or run something: an apostrophe before
  /// it makes it text (OWASP, "CSV Injection"). The full-width forms count, too: some programs fold them.
  private static let formula: Set<Character> = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]

  static func cell(_ value: String) -> String {
    let trimmed = value.drop { $0 == " " || $0 == "\u{A0}" }
    let safe = trimmed.first.map(formula.contains) == true ? "'" + value : value
    return "\"" + safe.replacing("\"", with: "\"\"") + "\""
  }
}
