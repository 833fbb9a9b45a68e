import Extraction
import Normalisation

extension Detector {
  /// Reads a table in runs of whole rows. Tabs and line breaks inside cells become spaces, one for one, so that offsets
  /// over `Table.flat` stay true.
  func readTable(
    _ table: Table, _ text: ExtractedText, _ number: Int, _ finder: NameFinder, _ runs: inout [ScannedRun],
    _ hits: inout Int,
    _ limits: inout [String]
  ) {
    let heading = table.headingRow.flatMap { table.rows.indices.contains($0) ? $0 : nil }
    let columns = heading.map { TableColumns(table.rows[$0], patterns, scanner) } ?? .none
    var codePoints = 0
    var bytes: [UInt8] = []
    var holdsHeading = false
    var isFirst = true
    func flush() {
      let searched = SearchedText(bytes, codePointsBefore: codePoints)
      codePoints += searched.codePointCount + 1
      let rows = RowLayout(searched.normalised.bytes, columns, headingIsFirst: holdsHeading)
      read(searched, text, number, finder, rows: rows, &runs, &hits, &limits)
      bytes.removeAll(keepingCapacity: true)
      holdsHeading = false
      isFirst = true
    }
    for (place, row) in table.rows.enumerated() where hits < Self.hitBound {
      // The heading row begins a run of its own, so that it can be told apart.
      if !isFirst, bytes.count >= Self.runLength || place == heading { flush() }
      if !isFirst { bytes.append(0x0A) }
      isFirst = false
      if place == heading { holdsHeading = true }
      for (column, cell) in row.enumerated() {
        if column > 0 { bytes.append(0x09) }
        for byte in cell.utf8 { bytes.append(byte == 0x09 || byte == 0x0A || byte == 0x0D ? 0x20 : byte) }
      }
    }
    if !isFirst { flush() }
  }
}
