import Configuration
import DelimitedText
import Normalisation

/// The first line of a CSV file of the school's records: what stands in which place.
struct RosterHeadings {
  private let row: DelimitedReader.Row
  private let path: String
  /// The first place of each heading.
  private var found: [String: Int] = [:]

  init(_ row: DelimitedReader.Row, path: String) {
    self.row = row
    self.path = path
    for (place, name) in row.fields.enumerated() where found[Self.plain(name)] == nil {
      found[Self.plain(name)] = place
    }
  }

  func has(_ name: String) -> Bool { found[Self.plain(name)] != nil }

  /// Our column name → its places; several where fields are put together.
  /// - Throws: `ConfigurationError` when a needed or a renamed column is not there.
  func places(of columns: [RosterFile.Column], names: ColumnNames) throws(ConfigurationError) -> [String: [Int]] {
    var places: [String: [Int]] = [:]
    for column in columns {
      if let theirs = names.renamed[column.name] {
        if let found = all(theirs) {
          places[column.name] = found
          continue
        }
        // A name that several files have may be another only in one of them.
        guard names.mayBeElsewhere, RosterColumns.isShared(column.name) else {
          throw missing(theirs.first { !has($0) } ?? column.name, for: column, among: columns, names)
        }
      }
      let usual = (names.preset[column.name] ?? []) + ([column.name] + column.others).map { [$0] }
      if let found = usual.lazy.compactMap(all).first { places[column.name] = found }
    }
    for column in columns where column.isNeeded && places[column.name] == nil {
      if let substitute = column.substitute, places[substitute] != nil { continue }
      throw missing(column.name, for: column, among: columns, names)
    }
    return places
  }

  private func all(_ headings: [String]) -> [Int]? {
    let places = headings.compactMap { found[Self.plain($0)] }
    return places.count == headings.count && !places.isEmpty ? places : nil
  }

  /// Headings of these places that stand again further on.
  func doubled(in places: Set<Int>) -> [String] {
    places.sorted().map { row.fields[$0].trimmed }.filter { name in
      row.fields.count { Self.plain($0) == Self.plain(name) } > 1
    }
  }

  private func missing(
    _ name: String, for column: RosterFile.Column, among columns: [RosterFile.Column], _ written: ColumnNames
  ) -> ConfigurationError {
    let names = row.fields.map(\.trimmed).filter { !$0.isEmpty }
    // An error goes to logs: people's data must not be read out as headings.
    if names.contains(where: Self.isData) {
      return ConfigurationError(
        file: path, line: row.line, column: 1,
        message: "has no column '\(name)': its first line seems to hold a person's data, not headings")
    }
    let shown = names.prefix(40).map { String($0.prefix(60)) }.joined(separator: ", ")
    // A heading that is another column already was not meant.
    let taken = Set(columns.flatMap { [$0.name] + $0.others }.map(Self.plain))
    let free = names.filter { !taken.contains(Self.plain($0)) }
    let close = nearest(to: name.lowercased(), among: free.map { $0.lowercased() })
    let advice =
      close.map { ": did you mean '\($0)'? Write it under \(written.place) as \(column.name): \($0)" }
      ?? ": name the file's own column under \(written.place), like \(column.name): THEIR_NAME"
    return ConfigurationError(
      file: path, line: row.line, column: 1,
      message: "has no column '\(name)'; its columns are \(shown.isEmpty ? "none" : shown)\(advice)")
  }

  /// Addresses, dates and long numbers are no headings.
  private static func isData(_ field: String) -> Bool {
    field.contains("@") || CalendarDate(field) != nil || field.utf8.count { $0 >= 0x30 && $0 <= 0x39 } >= 6
  }

  /// Headings compare without case, spaces and punctuation: "Legal Surname" is legal_surname.
  private static func plain(_ name: String) -> String {
    NameFolding.fold(name).filter { $0.isLetter || $0.isNumber }
  }
}
