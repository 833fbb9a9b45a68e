/// A table of an HTML body while it is read, until it is known whether it holds data or is layout.
struct HTMLTable {
  var rows: [[HTMLFlow]] = []
  var headingCells: [Int] = []
  var isLayout = false
  var isQuoted = false
  var cells = 0
  var isInCell = false

  mutating func startRow() {
    rows.append([])
    headingCells.append(0)
    isInCell = false
  }

  mutating func startCell(isHeading: Bool) {
    if rows.isEmpty { startRow() }
    rows[rows.count - 1].append(HTMLFlow())
    if isHeading { headingCells[headingCells.count - 1] += 1 }
    cells += 1
    isInCell = true
  }

  /// The table as data, when it has at least two rows and two columns of short cells; nil when it lays out a page.
  func data() -> Table? {
    guard !isLayout else { return nil }
    let filled = rows.enumerated().filter { row in row.element.contains { $0.byteCount > 0 } }
    guard filled.count >= 2, filled.filter({ $0.element.count >= 2 }).count >= 2,
      filled.filter({ $0.element.count >= 2 }).count * 2 >= filled.count
    else { return nil }
    var texts: [[String]] = []
    var total = 0
    var count = 0
    for row in filled {
      let line = row.element.map(\.line)
      for cell in line where !cell.isEmpty {
        // A remark may be long; a column of prose is layout.
        if cell.utf8.count > 2000 { return nil }
        total += cell.utf8.count
        count += 1
      }
      texts.append(line)
    }
    guard count >= 2, total <= count * 200 else { return nil }
    let declared = filled.firstIndex { headingCells[$0.offset] * 2 > $0.element.count }
    return Table(
      rows: texts, headingRow: declared ?? HeadingRow.guess(texts), rowNumbers: filled.map { $0.offset + 1 })
  }
}
