/// One sheet of a workbook while it is read.
struct BIFFSheet {
  enum Visibility: Int { case visible, hidden, veryHidden }

  var name = ""
  var visibility = Visibility.visible
  private var cells: [(row: Int, column: Int, text: String)] = []
  /// Remarks and text boxes: where a text comes with its object, which of both it is.
  var comments: [String] = []
  var boxes: [String] = []
  var headers: [String] = []
  var links: [String] = []
  var hiddenRows: Set<Int> = []
  var hiddenColumns: Set<Int> = []

  mutating func set(_ row: Int, _ column: Int, _ text: String) {
    if !text.isEmpty { cells.append((row, column, text)) }
  }

  var isEmpty: Bool { cells.isEmpty }

  /// "sheet Data (hidden)".
  var place: String {
    switch visibility {
    case .visible: "sheet \(name)"
    case .hidden: "sheet \(name) (hidden)"
    case .veryHidden: "sheet \(name) (very hidden)"
    }
  }

  var kind: TextKind { visibility == .visible ? .visible : .hiddenSheet }

  /// Rows and columns as they stand; empty rows at the front stay, so that a row's number is its own.
  var table: Table {
    var rows: [[String]] = []
    for cell in cells.sorted(by: { ($0.row, $0.column) < ($1.row, $1.column) }) {
      while rows.count <= cell.row { rows.append([]) }
      while rows[cell.row].count <= cell.column { rows[cell.row].append("") }
      rows[cell.row][cell.column] = cell.text
    }
    return Table(rows: rows, headingRow: HeadingRow.guess(rows))
  }

  /// Puts all of it into what was read, and lets go of the cells.
  func add(to reading: inout DocumentReading) {
    let table = table
    reading.add(table, kind: kind, place: place)
    let filled = table.rows.count { row in row.contains { !$0.isEmpty } }
    if visibility != .visible, filled > 0 {
      let words = visibility == .hidden ? "hidden" : "very hidden"
      reading.note("sheet '\(name)' is \(words) and has \(filled) row\(filled == 1 ? "" : "s")")
    }
    let rows = hiddenRows.count { $0 < table.rows.count && !table.rows[$0].isEmpty }
    if rows > 0 { reading.note("sheet '\(name)' has \(rows) hidden row\(rows == 1 ? "" : "s")") }
    let columns = hiddenColumns.count { column in
      table.rows.contains { $0.indices.contains(column) && !$0[column].isEmpty }
    }
    if columns > 0 { reading.note("sheet '\(name)' has \(columns) hidden column\(columns == 1 ? "" : "s")") }
    func add(_ lines: [String], _ kind: TextKind, _ words: String) {
      reading.add(lines.filter { !$0.isEmpty }.joined(separator: "\n"), kind: kind, place: "\(place) › \(words)")
    }
    add(boxes, self.kind, "text boxes")
    add(comments, .comment, "comments")
    add(headers, .headerFooter, "headers and footers")
    add(links, .property, "links")
  }
}
