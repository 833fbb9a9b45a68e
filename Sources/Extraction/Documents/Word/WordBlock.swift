/// Paragraphs and tables one after another: a body, a cell, a text box, a comment.
struct WordBlock {
  enum Item {
    case paragraph(String)
    case table(Table)
  }

  var items: [Item] = []

  /// All of it as text.
  static func text(_ items: [Item]) -> String {
    items.map { item in
      switch item {
      case .paragraph(let text): text
      case .table(let table): table.flat
      }
    }.joined(separator: "\n\n")
  }

  /// What a table's cell shows: one line.
  var line: String {
    items.map { item in
      switch item {
      case .paragraph(let text): text.trimmed
      case .table(let table): table.flat
      }
    }.joined(separator: " ")
  }
}

/// A table as it grows.
final class WordTable {
  /// How many blocks its cells are inside.
  let depth: Int
  private var rows: [[String]] = []
  private var cells: [[WordBlock]] = []
  private var row: [String] = []
  private var blocks: [WordBlock] = []
  private var heading: Int?
  var span = 1
  var continuesAbove = false
  /// Holds another table, and so lays out a page.
  var isLayout = false
  /// Has a style of its own, which may colour its cells.
  var isStyled = false
  var isCellShaded = false

  init(depth: Int) { self.depth = depth }

  var isShaded: Bool { isStyled || isCellShaded }

  func startRow() {
    row = []
    blocks = []
  }

  func startCell() {
    // Set by the cell's properties, which come first in it.
    span = 1
    continuesAbove = false
    isCellShaded = false
  }

  func markHeading() { if heading == nil { heading = rows.count } }

  func endCell(_ block: WordBlock) {
    blocks.append(block)
    var text = block.line
    // A cell that goes on from above belongs to every row that it spans.
    if continuesAbove, text.isEmpty, let above = rows.last, above.indices.contains(row.count) {
      text = above[row.count]
    }
    row.append(text)
    for _ in 1..<max(span, 1) { row.append("") }
  }

  func endRow() {
    rows.append(row)
    cells.append(blocks)
  }

  /// The table, or what it lays out.
  func finish() -> [WordBlock.Item] {
    if !isLayout, let table = TableText.table(rows, heading: heading) { return [.table(table)] }
    return cells.flatMap { row in row.flatMap(\.items) }
  }
}
