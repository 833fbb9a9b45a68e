/// Finds the row with a table's headings.
enum HeadingRow {
  /// The first full row of words without figures, among the first ten; nil when the rows are all alike.
  static func guess(_ rows: [[String]]) -> Int? {
    let width = rows.prefix(50).map { row in row.count { !$0.isEmpty } }.max() ?? 0
    guard width >= 2, rows.count >= 2 else { return nil }
    for (index, row) in rows.prefix(10).enumerated() where index + 1 < rows.count {
      let filled = row.filter { !$0.trimmed.isEmpty }
      guard filled.count * 10 >= width * 6, filled.count >= 2 else { continue }
      guard filled.allSatisfy(isHeading), Set(filled.map { $0.lowercased() }).count == filled.count else { return nil }
      return index
    }
    return nil
  }

  /// A heading is short and no value: no date, address, number or long sentence.
  private static func isHeading(_ cell: String) -> Bool {
    let text = cell.trimmed
    guard text.utf8.count <= 60, !text.contains("@") else { return false }
    let digits = text.utf8.count { $0 >= 0x30 && $0 <= 0x39 }
    return digits * 3 <= text.utf8.count && text.contains { $0.isLetter }
  }
}
