import DelimitedText

/// A table as read. A finding's offsets count over `flat`.
public struct Table: Hashable, Sendable {
  /// All rows, the headings too. Cells hold text as shown.
  public var rows: [[String]]
  /// The number in `rows` of the row with the headings, if there is one.
  public var headingRow: Int?
  /// What the document calls each row, from 1; empty when they are counted as they stand in `rows`.
  public var rowNumbers: [Int]
  /// What the document calls each column, from 1; empty when they are counted as they stand in a row.
  public var columnNumbers: [Int]
  /// Its columns have letters, as in a spreadsheet.
  public var isSheet: Bool

  public init(
    rows: [[String]], headingRow: Int? = nil, rowNumbers: [Int] = [], columnNumbers: [Int] = [], isSheet: Bool = false
  ) {
    self.rows = rows
    self.headingRow = headingRow
    self.rowNumbers = rowNumbers
    self.columnNumbers = columnNumbers
    self.isSheet = isSheet
  }

  /// Cells joined by tabs, rows by line feeds.
  public var flat: String { rows.map { $0.joined(separator: "\t") }.joined(separator: "\n") }
}

extension Table {
  /// The document's number of a row of `rows`.
  public func number(ofRow row: Int) -> Int { rowNumbers.indices.contains(row) ? rowNumbers[row] : row + 1 }

  /// What a column is called: its heading, else its letters in a spreadsheet, else its number.
  public func name(ofColumn column: Int) -> String {
    if let headingRow, rows.indices.contains(headingRow), rows[headingRow].indices.contains(column) {
      let heading = rows[headingRow][column].prefix(Self.longestHeading * 2).split(whereSeparator: \.isWhitespace)
        .joined(separator: " ")
      if !heading.isEmpty {
        return heading.count > Self.longestHeading ? heading.prefix(Self.longestHeading - 1) + "…" : heading
      }
    }
    return letter(ofColumn: column)
  }

  /// Its letters in a spreadsheet, else its number.
  public func letter(ofColumn column: Int) -> String {
    let number = columnNumbers.indices.contains(column) ? columnNumbers[column] : column + 1
    return isSheet ? ColumnLetters.of(number) : "\(number)"
  }

  /// "row 14, column SEN".
  public func place(row: Int, column: Int) -> String {
    "row \(number(ofRow: row)), column \(name(ofColumn: column))"
  }

  private static let longestHeading = 60
}
