/// The school's records as rows under our column names: what an import reads, compares and stores. Texts stand in a few
/// byte buffers, not in an object each.
public struct Roster: Sendable {
  private(set) var tables: [RosterKind: RosterTable] = [:]

  public init() {}

  /// How many rows there are of a kind.
  public func count(_ kind: RosterKind) -> Int { tables[kind]?.count ?? 0 }

  func table(_ kind: RosterKind) -> RosterTable { tables[kind] ?? RosterTable(kind) }

  mutating func append(_ row: RosterRow, to kind: RosterKind) { tables[kind, default: RosterTable(kind)].append(row) }

  mutating func set(_ table: RosterTable) { tables[table.kind] = table }
}

/// All rows of one kind.
struct RosterTable: Sendable {
  let kind: RosterKind
  private var cells = StringColumn()
  private var lines: [Int32] = []
  private var fileOfRow: [UInt16] = []
  private var files: [(name: String, numbers: [String: Int])] = []
  private let names: [String]

  init(_ kind: RosterKind) {
    self.kind = kind
    names = kind.columns.map(\.name)
  }

  var count: Int { lines.count }
  /// How many cells a row has.
  var width: Int { names.count }

  mutating func append(_ row: RosterRow) {
    for name in names { cells.append(row[name]) }
    lines.append(Int32(clamping: row.line))
    let file = files.lastIndex { $0.name == row.file } ?? files.count
    if file == files.count { files.append((row.file, row.numbers)) }
    fileOfRow.append(UInt16(clamping: file))
  }

  subscript(i: Int) -> RosterRow {
    RosterRow(
      file: files[Int(fileOfRow[i])].name, line: Int(lines[i]), fields: (0..<width).map { cells[i * width + $0] },
      places: kind.places, numbers: files[Int(fileOfRow[i])].numbers)
  }

  /// One cell, without making the row.
  func cell(_ i: Int, _ column: Int) -> String { cells[i * width + column] }
}

extension RosterRow {
  /// The same with other values in some columns of its kind.
  func with(_ values: [String: String], _ kind: RosterKind) -> RosterRow {
    RosterRow(
      file: file, line: line, fields: kind.columns.map { values[$0.name] ?? self[$0.name] }, places: kind.places,
      numbers: numbers)
  }
}
