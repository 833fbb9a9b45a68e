/// Which styles hide what they are set on (part 3 §16, §20).
struct OpenDocumentStyles {
  private(set) var hiddenText: Set<String> = []
  private(set) var hiddenTables: Set<String> = []
  private(set) var hiddenPages: Set<String> = []
  private var name: String?

  /// - Returns: true for an element of a style, which says nothing else.
  mutating func take(_ element: XMLName, _ attributes: XMLAttributes) -> Bool {
    switch element {
    case "style":
      name = attributes["name"]
      return true
    case "table-properties":
      if let name, attributes["display"] == "false" { hiddenTables.insert(name) }
      return true
    case "drawing-page-properties":
      if let name, attributes["visibility"] == "hidden" { hiddenPages.insert(name) }
      return true
    case "text-properties":
      guard let name else { return true }
      let isWhite = WordHandler.isWhite(attributes["color"].map { String($0.dropFirst()) })
      let isShaded = attributes["background-color"].map { $0 != "transparent" } ?? false
      let size = attributes["font-size"].flatMap { $0.hasSuffix("pt") ? Double($0.dropLast(2)) : nil }
      if attributes["display"] == "none" || (isWhite && !isShaded) || size.map({ $0 <= 3 }) ?? false {
        hiddenText.insert(name)
      }
      return true
    default: return false
    }
  }

  mutating func end(_ element: XMLName) { if element == "style" { name = nil } }
}

/// A sheet as it grows: rows and cells may be repeated a million times.
struct OpenDocumentSheet {
  var name = ""
  var isHidden = false
  var grid = SheetGrid()
  private var columns = 0
  private var row = 0
  private var rowRepeats = 1
  private var isRowHidden = false
  private var line: [(column: Int, text: String)] = []
  private var cell = 0
  private var cellRepeats = 1
  private var value: String?

  /// Filled cells and rows that repeat are taken so often at most: more says nothing new.
  private static let repeatLimit = 200

  mutating func column(repeats: String?, isHidden: Bool) {
    let count = min(Self.number(repeats), 16_384)
    if isHidden { grid.hide(columns: (columns + 1)...(columns + count)) }
    columns += count
  }

  mutating func startRow(repeats: String?, isHidden: Bool) {
    rowRepeats = Self.number(repeats)
    isRowHidden = isHidden
    line = []
    cell = 0
  }

  mutating func startCell(repeats: String?, value: String?) {
    cellRepeats = Self.number(repeats)
    self.value = value
  }

  mutating func endCell(_ text: String) {
    let shown = text.isEmpty ? value ?? "" : text
    if !shown.isEmpty {
      for offset in 1...min(cellRepeats, Self.repeatLimit) { line.append((cell + offset, shown)) }
    }
    cell += cellRepeats
  }

  mutating func endRow(_ cells: ExcelCells) {
    defer { row += rowRepeats }
    guard !line.isEmpty else { return }
    for offset in 1...min(rowRepeats, Self.repeatLimit) {
      grid.startRow(row + offset, isHidden: isRowHidden)
      for (column, text) in line {
        guard cells.take() else { return }
        grid.add(text, column: column)
      }
    }
  }

  private static func number(_ text: String?) -> Int { min(max(text.flatMap { Int($0) } ?? 1, 1), 1 << 21) }
}
