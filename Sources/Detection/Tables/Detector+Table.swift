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
    let heading = table.headingRow.flatMap {
      table.rows.indices.contains($0) && !names(table.rows[$0], finder) ? $0 : nil
    }
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
        Self.append(cell, to: &bytes)
      }
    }
    if !isFirst { flush() }
  }

  private static func append(_ cell: String, to bytes: inout [UInt8]) {
    let start = bytes.count
    if cell.utf8.withContiguousStorageIfAvailable({ bytes.append(contentsOf: $0) }) == nil { bytes += Array(cell.utf8) }
    for at in start..<bytes.count where bytes[at] == 0x09 || bytes[at] == 0x0A || bytes[at] == 0x0D { bytes[at] = 0x20 }
  }

  /// Whether a row names somebody of the records in full: then it is no heading, but the first row of a table without one.
  private func names(_ row: [String], _ finder: NameFinder) -> Bool {
    let searched = SearchedText(Array(row.joined(separator: "\t").utf8.prefix(Self.headingLength)), codePointsBefore: 0)
    var tokens = RunTokens()
    tokens.read(searched.normalised.bytes, people)
    return finder.mentions(in: searched, tokens).contains { $0.form == .full && !$0.candidates.isEmpty }
  }

  /// Of a heading row only so many bytes are looked at for names.
  private static let headingLength = 4_000
}
