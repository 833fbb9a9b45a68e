import MIME

/// Workbooks of Excel 5.0 to 2003 in OLE files, and of Excel 2 to 4, whose stream is the file.
enum OldExcelReader: DocumentReader {
  static func read(_ file: DocumentFile, budget: inout DocumentBudget) -> DocumentReading {
    var reading = DocumentReading()
    let ole = OLEFile(file.bytes)
    guard file.bytes.count <= budget.bytes else {
      reading.fail(.bytes)
      return reading
    }
    // A file for two generations of Excel has both.
    var streams: [[UInt8]] = ["Workbook", "Book"].compactMap { ole?.stream($0, limit: budget.bytes) }
    if ole == nil { streams = [Array(file.bytes)] }
    guard let stream = streams.first, budget.take(bytes: stream.count) else {
      reading.fail("damaged", .damaged)
      return reading
    }
    switch BIFFDecryption.open(stream, passwords: file.passwords) {
    case .locked:
      reading.protection = .openPassword
      return reading
    case .opened(let plain):
      reading.protection = .openPassword
      reading.isOpened = true
      BIFFWorkbook.read(plain, &reading, &budget)
    case .open(let plain): BIFFWorkbook.read(plain, &reading, &budget)
    }
    guard let ole else { return reading }
    pivots(ole, &reading, &budget)
    PropertySets.read(ole, &reading)
    OLEObjects.read(ole, &reading, &budget)
    return reading
  }

  /// Copies of the data behind pivot tables ([MS-XLS] §2.1.7.5): strings in SXString records.
  private static func pivots(_ ole: OLEFile, _ reading: inout DocumentReading, _ budget: inout DocumentBudget) {
    for folder in ["_SX_DB_CUR", "_SX_DB"] {
      guard let caches = ole.folder(folder) else { continue }
      for name in caches.names.prefix(200) {
        guard let stream = caches.stream(name, limit: budget.bytes) else { continue }
        guard budget.take(bytes: stream.count) else { return reading.fail(.bytes) }
        var records = BIFFRecords(stream)
        var found: [String] = []
        let strings = BIFFStrings()
        while let record = records.next() {
          guard budget.take(cells: 1) else { return reading.fail(.cells) }
          if record.kind == 0x00CD, let text = strings.string(record.body, at: 0) { found.append(text) }
          if record.kind == 0x00C9, let value = record.body.double(0) { found.append(BIFFNumbers.plain(value)) }
        }
        reading.add(found.joined(separator: "\n"), kind: .pivotCache, place: "copy of a pivot table's data")
        if !found.isEmpty { reading.note("it holds a copy of a pivot table's data (\(found.count) values)") }
      }
    }
  }
}
