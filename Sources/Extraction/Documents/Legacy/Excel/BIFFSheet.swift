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
  var hiddenColumns: [ClosedRange<Int>] = []

  mutating func set(_ row: Int, _ column: Int, _ text: String) {
    if !text.isEmpty { cells.append((row, column, text)) }
  }

  /// "sheet Data (hidden)".
  var place: String {
    switch visibility {
    case .visible: "sheet \(name)"
    case .hidden: "sheet \(name) (hidden)"
    case .veryHidden: "sheet \(name) (very hidden)"
    }
  }

  var kind: TextKind { visibility == .visible ? .visible : .hiddenSheet }

  /// Puts all of it into what was read.
  func add(to reading: inout DocumentReading) {
    var grid = SheetGrid()
    // Counted from 0 in the file.
    for column in hiddenColumns { grid.hide(columns: (column.lowerBound + 1)...(column.upperBound + 1)) }
    var last: Int?
    for cell in cells.sorted(by: { ($0.row, $0.column) < ($1.row, $1.column) }) {
      if cell.row != last { grid.startRow(cell.row + 1, isHidden: hiddenRows.contains(cell.row)) }
      last = cell.row
      grid.add(cell.text, column: cell.column + 1)
    }
    grid.take(
      into: &reading, name: name, place: place, isHidden: visibility != .visible,
      words: visibility == .veryHidden ? "very hidden" : "hidden")
    func add(_ lines: [String], _ kind: TextKind, _ words: String) {
      reading.add(lines.filter { !$0.isEmpty }.joined(separator: "\n"), kind: kind, place: "\(place) › \(words)")
    }
    add(boxes, self.kind, "text boxes")
    add(comments, .comment, "comments")
    add(headers, .headerFooter, "headers and footers")
    add(links, .property, "links")
  }
}
