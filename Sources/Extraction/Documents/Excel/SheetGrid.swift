/// The cells of a sheet as they come, and the tables that they make. Serves all spreadsheets.
struct SheetGrid {
  private struct Row {
    var number: Int
    var isHidden: Bool
    var cells: [(column: Int, text: String)] = []
  }

  private var rows: [Row] = []
  private var hiddenColumns: [ClosedRange<Int>] = []
  private var current: Row?

  /// - Parameter number: from 1.
  mutating func startRow(_ number: Int, isHidden: Bool) {
    close()
    current = Row(number: number, isHidden: isHidden)
  }

  /// - Parameter column: from 1.
  mutating func add(_ text: String, column: Int) {
    if current == nil { current = Row(number: 1, isHidden: false) }
    // A row is a line.
    let line = text.holds(0x0A) ? text.replacing("\r\n", with: " ").replacing("\n", with: " ") : text
    current?.cells.append((column, line))
  }

  mutating func hide(columns: ClosedRange<Int>) { if hiddenColumns.count < 16_384 { hiddenColumns.append(columns) } }

  private mutating func close() {
    if let row = current, !row.cells.isEmpty { rows.append(row) }
    current = nil
  }

  /// Hands over the sheet's tables.
  /// - Parameters:
  ///   - isHidden: the whole sheet.
  ///   - words: how, for the note.
  mutating func take(
    into reading: inout DocumentReading, name: String, place: String, isHidden: Bool, words: String = "hidden"
  ) {
    close()
    guard !rows.isEmpty else { return }
    if isHidden {
      reading.note("sheet '\(name)' is \(words) and has \(Self.count(rows.count, "row"))")
      add(rows, columns: columns(rows), to: &reading, kind: .hiddenSheet, place: place)
      return
    }
    let all = columns(rows)
    let visible = all.filter { !isHiddenColumn($0) }
    let hidden = all.filter(isHiddenColumn)
    let shown = rows.filter { !$0.isHidden }
    add(shown, columns: visible, to: &reading, kind: .visible, place: place)
    let unshown = rows.filter(\.isHidden)
    if !unshown.isEmpty {
      reading.note("sheet '\(name)' has \(Self.count(unshown.count, "hidden row"))")
      let heading = headings(shown)
      add(heading + unshown, columns: all, to: &reading, kind: .hiddenRows, place: place + " › hidden rows")
    }
    if !hidden.isEmpty, shown.contains(where: { $0.cells.contains { isHiddenColumn($0.column) } }) {
      reading.note("sheet '\(name)' has \(Self.count(hidden.count, "hidden column"))")
      // The first columns that are shown say whom a row is about.
      let columns = (visible.prefix(4) + hidden).sorted()
      add(shown, columns: columns, to: &reading, kind: .hiddenColumns, place: place + " › hidden columns")
    }
  }

  private static func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }

  /// The row of headings among those that are shown, to stand above hidden ones.
  private func headings(_ shown: [Row]) -> [Row] {
    let first = Array(shown.prefix(12))
    let columns = columns(first)
    guard !first.isEmpty, let index = HeadingRow.guess(dense(first, columns)) else { return [] }
    return [first[index]]
  }

  private func isHiddenColumn(_ column: Int) -> Bool { hiddenColumns.contains { $0.contains(column) } }

  private func columns(_ rows: [Row]) -> [Int] {
    var seen: Set<Int> = []
    for row in rows { for cell in row.cells { seen.insert(cell.column) } }
    return seen.sorted()
  }

  private func dense(_ rows: [Row], _ columns: [Int]) -> [[String]] {
    var places: [Int: Int] = [:]
    for (place, column) in columns.enumerated() { places[column] = place }
    return rows.map { row in
      var line = [String](repeating: "", count: columns.count)
      for cell in row.cells { if let place = places[cell.column] { line[place] = cell.text } }
      return line
    }
  }

  private func add(_ rows: [Row], columns: [Int], to reading: inout DocumentReading, kind: TextKind, place: String) {
    let filled = rows.reduce(0) { $0 + $1.cells.count }
    guard filled > 0, !columns.isEmpty else { return }
    if columns.count * rows.count > max(1_000_000, filled * 20) {
      // A few cells strewn over a vast sheet: side by side, as no table holds them.
      let lines = rows.map { row in row.cells.map(\.text) }
      return reading.add(Table(rows: lines, rowNumbers: rows.map(\.number), isSheet: true), kind: kind, place: place)
    }
    var lines: [[String]] = []
    var numbers: [Int] = []
    for (row, line) in zip(rows, dense(rows, columns)) where line.contains(where: { !$0.isEmpty }) {
      lines.append(line)
      numbers.append(row.number)
    }
    guard !lines.isEmpty else { return }
    reading.add(
      Table(
        rows: lines, headingRow: HeadingRow.guess(lines), rowNumbers: numbers, columnNumbers: columns, isSheet: true),
      kind: kind, place: place)
  }
}
