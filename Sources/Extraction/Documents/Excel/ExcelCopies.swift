/// Comments on cells, old and threaded (§18.7; [MS-XLSX] §2.4).
final class ExcelCommentHandler: XMLHandler {
  private var lines: [String] = []
  private var cell = ""
  private var text: [UInt8] = []
  private var captures = false
  private var isComment = false
  private(set) var count = 0

  var result: String { lines.joined(separator: "\n\n") }

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case "comment", "threadedComment":
      cell = attributes["ref"] ?? ""
      text = []
      isComment = true
    case "t", "text": captures = isComment && (name == "t" || cell.isEmpty == false)
    default: break
    }
  }

  func end(_ name: XMLName) {
    switch name {
    case "t": captures = false
    case "text": captures = false
    case "comment", "threadedComment":
      isComment = false
      let words = String(decoding: text, as: UTF8.self).trimmed
      if !words.isEmpty {
        count += 1
        lines.append(cell.isEmpty ? words : "\(cell): \(words)")
      }
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) { if captures { text += bytes } }
}

/// A pivot table's fields and the values that its records point at (§18.10.1.95).
final class PivotFields: XMLHandler {
  struct Field {
    var name: String
    var items: [String] = []
  }

  private(set) var fields: [Field] = []
  private var isInItems = false
  private var size = 0

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case "cacheField": fields.append(Field(name: attributes["name"] ?? ""))
    case "sharedItems": isInItems = true
    case "s", "n", "d", "b", "e", "m":
      guard isInItems, !fields.isEmpty, size < 2_000_000 else { return }
      size += 1
      fields[fields.count - 1].items.append(name == "m" ? "" : attributes["v"] ?? "")
    default: break
    }
  }

  func end(_ name: XMLName) { if name == "sharedItems" { isInItems = false } }
  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

  /// Where no records are kept: each field with its values.
  var items: String {
    fields.filter { !$0.items.isEmpty }.map { "\($0.name): \($0.items.joined(separator: ", "))" }.joined(
      separator: "\n")
  }
}

/// The rows that a pivot table was made from (§18.10.1.68).
final class PivotRecords: XMLHandler {
  private let fields: PivotFields
  private var rows: [[String]] = []
  private var row: [String]?
  private var cells = 0

  init(fields: PivotFields) { self.fields = fields }

  var count: Int { rows.count }

  var table: Table {
    let headings = fields.fields.map(\.name)
    return rows.isEmpty ? Table(rows: []) : Table(rows: [headings] + rows, headingRow: 0)
  }

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case "r": row = []
    case "x", "s", "n", "d", "b", "e", "m":
      guard let place = row?.count, cells < 4_000_000 else { return }
      cells += 1
      let value = attributes["v"] ?? ""
      if name == "x", let index = Int(value), fields.fields.indices.contains(place),
        fields.fields[place].items.indices.contains(index)
      {
        row?.append(fields.fields[place].items[index])
      } else {
        row?.append(name == "m" ? "" : value)
      }
    default: break
    }
  }

  func end(_ name: XMLName) {
    guard name == "r", let filled = row else { return }
    rows.append(filled)
    row = nil
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// Cells of another workbook that this one keeps a copy of (§18.14).
final class ExternalLinkHandler: XMLHandler {
  private var names: [String] = []
  private var grid = SheetGrid()
  private var text: [UInt8] = []
  private var captures = false
  private var column = 0
  private var rows = 0

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case "sheetName": if let name = attributes["val"] { names.append(name) }
    case "row":
      rows += 1
      grid.startRow(attributes["r"].flatMap { Int($0) } ?? rows, isHidden: false)
    case "cell": column = attributes.bytes("r").map(ExcelSheetHandler.column) ?? column + 1
    case "v", "val":
      captures = true
      text = []
    default: break
    }
  }

  func end(_ name: XMLName) {
    guard name == "v" || name == "val" else { return }
    captures = false
    let value = String(decoding: text, as: UTF8.self)
    if !value.isEmpty { grid.add(value, column: column) }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) { if captures { text += bytes } }

  func take(into reading: inout DocumentReading) {
    let place = "copy of another workbook"
    reading.add(names.joined(separator: "\n"), kind: .externalLink, place: place + " › names of its sheets")
    var tables = DocumentReading()
    grid.take(into: &tables, name: "", place: place, isHidden: false)
    for text in tables.texts {
      if case .table(let table) = text.content { reading.add(table, kind: .externalLink, place: place) }
    }
    if !tables.texts.isEmpty { reading.note("it keeps a copy of \(rows) rows of another workbook") }
  }
}
