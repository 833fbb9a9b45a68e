import Configuration
import DelimitedText
import Foundation
import Normalisation

/// A CSV file of the school's records with its columns found.
struct RosterFile {
  /// A column as the command contract names it, and what school systems call it in their exports.
  struct Column {
    var name: String
    var others: [String] = []
    var isNeeded = false
  }

  /// A row whose fields are asked for by column name.
  struct Row {
    let line: Int
    fileprivate let fields: [String]
    fileprivate let places: [String: Int]

    /// The trimmed field; empty when the column or the field is not there.
    subscript(column: String) -> String {
      guard let place = places[column], place < fields.count else { return "" }
      return fields[place].trimmed
    }
  }

  let path: String
  private var reader: DelimitedReader
  private let places: [String: Int]
  private(set) var warnings: [RecordWarning] = []

  /// Opens a file and finds its columns.
  /// - Throws: `ConfigurationError` when it cannot be read, is no text, or lacks a needed or configured column.
  init(_ path: String, columns: [Column], renamed: [String: String]) throws(ConfigurationError) {
    self.path = path
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ConfigurationError(file: path, message: "cannot be read: check that it exists and who may read it")
    }
    reader = DelimitedReader(Array(data))
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
      warnings.append(RecordWarning(file: path, message: "is empty: nobody is read from it"))
      return
    }
    places = try Self.places(header, path, columns, renamed)
  }

  /// The next row, or nil at the end; then `warnings` is complete.
  mutating func next() -> Row? {
    guard let row = reader.next() else {
      finish()
      return nil
    }
    return Row(line: row.line, fields: row.fields, places: places)
  }

  private mutating func finish() {
    let words: [(DelimitedReader.Damage, String)] = [
      (.unclosedQuote, "a quote is opened and never closed: quotes from here on are read as plain text"),
      (.strayQuote, "text stands behind a closing quote; it is kept"),
      (.raggedRows, "this row has more or fewer fields than the first"),
      (.fieldTooLong, "a field is longer than 1 MiB; the rest of it is left out"),
      (.tooManyRows, "there are more than 1,000,000 rows; this one and those below are left out"),
      (.tooManyColumns, "there are more than 16,384 columns; the rest is left out"),
    ]
    for (damage, message) in words {
      if let line = reader.damage[damage] { warnings.append(RecordWarning(file: path, line: line, message: message)) }
    }
  }

  private static func places(
    _ header: DelimitedReader.Row, _ path: String, _ columns: [Column], _ renamed: [String: String]
  ) throws(ConfigurationError) -> [String: Int] {
    var found: [String: Int] = [:]
    for (place, name) in header.fields.enumerated() where found[plain(name)] == nil { found[plain(name)] = place }
    var places: [String: Int] = [:]
    for column in columns {
      if let theirs = renamed[column.name] {
        guard let place = found[plain(theirs)] else { throw missing(theirs, for: column, header, path) }
        places[column.name] = place
      } else if let name = ([column.name] + column.others).first(where: { found[plain($0)] != nil }) {
        places[column.name] = found[plain(name)]
      } else if column.isNeeded {
        throw missing(column.name, for: column, header, path)
      }
    }
    return places
  }

  private static func missing(
    _ name: String, for column: Column, _ header: DelimitedReader.Row, _ path: String
  ) -> ConfigurationError {
    let names = header.fields.map(\.trimmed).filter { !$0.isEmpty }
    let shown = names.prefix(40).map { String($0.prefix(60)) }.joined(separator: ", ")
    let close = nearest(to: name.lowercased(), among: names.map { $0.lowercased() })
    let advice =
      close.map { ": did you mean '\($0)'? Write it under people.columns as \(column.name): \($0)" }
      ?? ": name the file's own column under people.columns, like \(column.name): THEIR_NAME"
    return ConfigurationError(
      file: path, line: header.line, column: 1,
      message: "has no column '\(name)'; its columns are \(shown.isEmpty ? "none" : shown)\(advice)")
  }

  /// Column names compare without case, spaces and punctuation: "Legal Surname" is legal_surname.
  private static func plain(_ name: String) -> String {
    NameFolding.fold(name).filter { $0.isLetter || $0.isNumber }
  }
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
