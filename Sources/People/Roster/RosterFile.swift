import Configuration
import DelimitedText
import Foundation
import Glibc

/// A CSV file of the school's records with its columns found.
struct RosterFile {
  /// A column as the command contract names it, and what school systems call it in their exports.
  struct Column {
    var name: String
    var others: [String] = []
    var isNeeded = false
    /// Another column of ours that will do instead, where this one is needed.
    var substitute: String?
  }

  let path: String
  private var reader: DelimitedReader
  private let places: [String: [Int]]
  private let numbers: [String: Int]
  /// Our names of the columns that were found by the name that the configuration gives them.
  private(set) var renamesUsed: Set<String> = []
  /// False for an empty file.
  private(set) var hasHeadings = false
  private(set) var warnings: [RecordWarning] = []
  private var formulas: (count: Int, firstLine: Int, firstColumn: Int) = (0, 0, 0)

  /// A larger file is refused, since it is held in memory while it is read; in bytes.
  static let mostBytes = 512 << 20

  /// Opens a file and finds its columns.
  /// - Throws: `ConfigurationError` when it cannot be read, is no text, or lacks a needed or configured column.
  init(_ path: String, columns: [Column], names: ColumnNames) throws(ConfigurationError) {
    self.path = path
    reader = DelimitedReader(try Self.bytes(path))
    if let line = reader.damage[.zeroBytes] {
      throw ConfigurationError(
        file: path, line: line, column: 1,
        message: "holds zero bytes, so it is no CSV text, or UTF-16 without its mark: save it as 'CSV UTF-8'")
    }
    if let line = reader.damage[.wrongEncoding] {
      throw ConfigurationError(
        file: path, line: line, column: 1,
        message: "mixes encodings: this line holds bytes that are not \(reader.encoding): save the file as 'CSV UTF-8'")
    }
    guard let header = reader.next() else {
      places = [:]
      numbers = [:]
      warnings.append(RecordWarning(file: path, message: "is empty: nobody is read from it"))
      return
    }
    let headings = RosterHeadings(header, path: path)
    places = try headings.places(of: columns, names: names)
    numbers = places.compactMapValues { $0.first.map { $0 + 1 } }
    renamesUsed = Set(columns.map(\.name).filter { names.renamed[$0].map { $0.allSatisfy(headings.has) } ?? false })
    hasHeadings = true
    for name in headings.doubled(in: Set(places.values.joined())) {
      warnings.append(
        RecordWarning(
          file: path, line: header.line, message: "the column '\(name)' stands more than once: the first counts"))
    }
  }

  /// The next row, or nil at the end; then `warnings` is complete.
  mutating func next() -> RosterRow? {
    guard var row = reader.next() else {
      finish()
      return nil
    }
    for place in row.fields.indices where row.fields[place].utf8.first == 0x3D {
      row.fields[place] = value(of: row.fields[place], row.line, place + 1)
    }
    return RosterRow(file: path, line: row.line, fields: row.fields, places: places, numbers: numbers)
  }

  /// Set after the last row when the file went on: people are lost.
  var loss: RecordWarning? {
    guard let line = reader.damage[.tooManyRows] else { return nil }
    return RecordWarning(file: path, line: line, message: Self.words[.tooManyRows] ?? "")
  }

  private static func bytes(_ path: String) throws(ConfigurationError) -> [UInt8] {
    var status = stat()
    let isFile = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    guard !isFile || status.st_size <= mostBytes else {
      throw ConfigurationError(
        file: path,
        message:
          "is larger than \(mostBytes >> 20) MiB, which no school's records are: export only the columns that are needed"
      )
    }
    guard isFile, let data = FileManager.default.contents(atPath: path) else {
      throw ConfigurationError(file: path, message: "cannot be read: check that it exists and who may read it")
    }
    return Array(data)
  }

  /// What a cell that begins with = says: ="0123" is how exports keep a spreadsheet from cutting zeros; any other
  /// formula was never worked out, and its text is no name or address.
  private mutating func value(of formula: String, _ line: Int, _ column: Int) -> String {
    if formula.utf8.count > 2, formula.hasPrefix("=\""), formula.hasSuffix("\"") {
      let inner = formula.dropFirst(2).dropLast()
      if !inner.contains("\"") { return String(inner) }
    }
    if formulas.count == 0 { (formulas.firstLine, formulas.firstColumn) = (line, column) }
    formulas.count += 1
    return ""
  }

  private mutating func finish() {
    if formulas.count > 0 {
      let others = formulas.count == 1 ? "" : ", as do \(formulas.count - 1) more in this file"
      warnings.append(
        RecordWarning(
          file: path, line: formulas.firstLine, column: formulas.firstColumn,
          message: "a cell holds a formula instead of a value\(others): it is left out; save the file with values"))
    }
    for damage in DelimitedReader.Damage.allCases {
      if let line = reader.damage[damage], let message = Self.words[damage] {
        warnings.append(RecordWarning(file: path, line: line, message: message))
      }
    }
  }

  private static let words: [DelimitedReader.Damage: String] = [
    .unclosedQuote: "a quote is opened and never closed: quotes from here on are read as plain text",
    .strayQuote: "text stands behind a closing quote; it is kept",
    .raggedRows: "this row has more or fewer fields than the first",
    .fieldTooLong: "a field is longer than 1 MiB; the rest of it is left out",
    .tooManyRows: "there are more than 1,000,000 rows; this one and those below are left out",
    .tooManyColumns: "there are more than 16,384 columns; the rest is left out",
  ]
}

extension String {
  /// Without white space at both ends.
  var trimmed: String {
    if let first = utf8.first, let last = utf8.last, first > 0x20, first < 0x80, last > 0x20, last < 0x80 {
      return self
    }
    return trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The items of a list by semicolons, trimmed, without empty ones.
  var items: [String] { split(separator: ";").map { String($0).trimmed }.filter { !$0.isEmpty } }

  /// yes, no, or neither.
  var yesOrNo: Bool? {
    switch lowercased() {
    case "yes", "y", "true", "t", "1", "x": true
    case "no", "n", "false", "f", "0": false
    default: nil
    }
  }
}
