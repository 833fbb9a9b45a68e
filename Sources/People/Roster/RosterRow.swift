/// A row of the school's records, whose fields are asked for by our column names.
struct RosterRow: Sendable {
  /// Where it comes from: the file as the person named it.
  let file: String
  /// Counted from 1; 0 for what comes out of the store.
  let line: Int
  private let fields: [String]
  private let places: [String: [Int]]
  /// The numbers, from 1, of our columns' fields in the file.
  let numbers: [String: Int]

  init(file: String, line: Int, fields: [String], places: [String: [Int]], numbers: [String: Int] = [:]) {
    self.numbers = numbers
    self.file = file
    self.line = line
    self.fields = fields
    self.places = places
  }

  /// The trimmed field, or the fields that are mapped to the column, with a space between; empty when the column or the
  /// field is not there.
  subscript(column: String) -> String {
    guard let places = places[column] else { return "" }
    if places.count == 1 { return field(places[0]) }
    return places.map(field).filter { !$0.isEmpty }.joined(separator: " ")
  }

  private func field(_ place: Int) -> String { place < fields.count ? fields[place].trimmed : "" }
}
