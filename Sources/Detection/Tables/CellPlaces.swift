import Extraction

/// Says in which cell of its table a finding stands.
enum CellPlaces {
  /// - Parameter findings: sorted by text and place.
  static func add(to findings: inout [Finding], in texts: [ExtractedText]) {
    var next = 0
    while next < findings.count {
      let text = findings[next].text
      var end = next
      while end < findings.count, findings[end].text == text { end += 1 }
      if texts.indices.contains(text), case .table(let table) = texts[text].content {
        name(&findings[next..<end], in: table)
      }
      next = end
    }
  }

  /// One walk over the table up to the last finding.
  private static func name(_ findings: inout ArraySlice<Finding>, in table: Table) {
    var next = findings.startIndex
    var start = 0
    for (row, cells) in table.rows.enumerated() {
      for (column, cell) in cells.enumerated() {
        guard next < findings.endIndex else { return }
        // The tab or line feed behind a cell belongs to it.
        let end = start + codePoints(cell) + 1
        while next < findings.endIndex, findings[next].range.lowerBound < end {
          findings[next].cell = table.place(row: row, column: column)
          next += 1
        }
        start = end
      }
      if cells.isEmpty { start += 1 }
    }
  }

  private static func codePoints(_ text: String) -> Int {
    // Every byte of UTF-8 but those that continue a code point.
    text.utf8.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
  }
}
