/// A table out of delimited text (RFC 4180 and kin), the delimiter guessed.
struct DelimitedTable {
  var table: Table
  /// True when a limit cut it.
  var isCut = false

  /// Nil when the text has no columns.
  init?(_ text: String, limit: Int) {
    var text = text
    guard let delimiter = text.withUTF8(Self.delimiter) else { return nil }
    var isCut = false
    var numbers: [Int] = []
    let rows = text.withUTF8 { Self.rows($0, delimiter, limit: limit, &numbers, isCut: &isCut) }
    guard rows.count >= 1, rows.contains(where: { $0.count > 1 }) else { return nil }
    // A spreadsheet program shows it as a sheet, empty lines counted.
    table = Table(rows: rows, headingRow: HeadingRow.guess(rows), rowNumbers: numbers, isSheet: true)
    self.isCut = isCut
  }

  /// The character that parts the most lines into the same number of fields, quotes heeded.
  private static func delimiter(_ text: UnsafeBufferPointer<UInt8>) -> UInt8? {
    var best: (delimiter: UInt8, score: Int)?
    for candidate in Array(",;\t|".utf8) {
      var counts: [Int: Int] = [:]
      var fields = 0
      var lines = 0
      var isQuoted = false
      for byte in text.prefix(65536) {
        if byte == 0x22 {
          isQuoted.toggle()
        } else if byte == 0x0A, !isQuoted {
          if fields > 0 { counts[fields, default: 0] += 1 }
          fields = 0
          lines += 1
          if lines == 100 { break }
        } else if byte == candidate, !isQuoted {
          fields += 1
        }
      }
      if fields > 0 { counts[fields, default: 0] += 1 }
      // Many lines alike count for more than many delimiters in a few.
      let score = counts.map { $0.value * 100 + min($0.key, 50) }.max() ?? 0
      if score > (best?.score ?? 0) { best = (candidate, score) }
    }
    return best?.delimiter
  }

  private static func rows(
    _ text: UnsafeBufferPointer<UInt8>, _ delimiter: UInt8, limit: Int, _ numbers: inout [Int], isCut: inout Bool
  ) -> [[String]] {
    var rows: [[String]] = []
    var records = 0
    var row: [String] = []
    var field: [UInt8] = []
    var cells = 0
    var isQuoted = false
    var place = 0
    func close() {
      row.append(String(decoding: field, as: UTF8.self))
      field.removeAll(keepingCapacity: true)
      cells += 1
    }
    func closeRow() {
      close()
      records += 1
      if row.contains(where: { !$0.isEmpty }) {
        rows.append(row)
        numbers.append(records)
      }
      row = []
    }
    while place < text.count {
      let byte = text[place]
      place += 1
      if isQuoted {
        if byte != 0x22 {
          field.append(byte)
        } else if place < text.count, text[place] == 0x22 {
          // RFC 4180 §2.7: two quotes stand for one.
          field.append(0x22)
          place += 1
        } else {
          isQuoted = false
        }
      } else if byte == 0x22, field.isEmpty {
        isQuoted = true
      } else if byte == delimiter {
        close()
      } else if byte == 0x0A {
        closeRow()
      } else {
        field.append(byte)
      }
      if cells >= limit {
        isCut = true
        return rows
      }
    }
    if !field.isEmpty || !row.isEmpty { closeRow() }
    return rows
  }
}

extension DelimitedTable {
  /// Whether a text without a telling name is a list: its first ten lines have the same number of commas, semicolons or tabs.
  static func looksLikeOne(_ text: String) -> Bool {
    let lines = text.utf8.prefix(16384).split(separator: 0x0A).prefix(11)
    guard lines.count >= 3 else { return false }
    for delimiter in Array(",;\t|".utf8) {
      let counts = lines.prefix(10).dropLast(lines.count > 10 ? 0 : 1).map { line in line.count { $0 == delimiter } }
      if let first = counts.first, first >= 2, counts.allSatisfy({ $0 == first }) { return true }
    }
    return false
  }
}
