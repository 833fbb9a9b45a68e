/// Rows of cells out of a document as a table, or not.
enum TableText {
  /// Nil for what only lays out a page: a single row or column.
  /// - Parameter heading: the row that the document itself calls one of headings.
  static func table(_ rows: [[String]], heading: Int?) -> Table? {
    let numbers = rows.indices.filter { rows[$0].contains { !$0.trimmed.isEmpty } }
    let filled = numbers.map { rows[$0] }
    let width = filled.map { row in row.count { !$0.trimmed.isEmpty } }.max() ?? 0
    guard filled.count >= 2, width >= 2 else { return nil }
    let columns = filled.map(\.count).max() ?? 0
    let even = filled.map { $0 + [String](repeating: "", count: columns - $0.count) }
    // The document's own row may have moved up where empty rows were left out.
    let declared = heading.flatMap { numbers.firstIndex(of: $0) }
    return Table(rows: even, headingRow: declared ?? HeadingRow.guess(even), rowNumbers: numbers.map { $0 + 1 })
  }
}
