/// What all sheets of a workbook may still take.
final class ExcelCells {
  var left: Int
  var isCut = false
  var isProtected = false

  init(left: Int) { self.left = left }

  /// Takes a cell; false when no more are read.
  func take() -> Bool {
    guard left > 0 else {
      isCut = true
      return false
    }
    left -= 1
    return true
  }
}

/// What a cell's value is (§18.18.11).
private enum CellType {
  /// The number of a shared string.
  case shared
  /// A text that stands in the cell, an error, or a date as ISO 8601 writes it.
  case text
  case truth
  case number

  init(_ word: UnsafeBufferPointer<UInt8>?) {
    self =
      switch word {
      case .some("s"): .shared
      case .some("str"), .some("inlineStr"), .some("e"), .some("d"): .text
      case .some("b"): .truth
      default: .number
      }
  }
}

/// Follows a sheet (§18.3): rows, cells, and which of them are hidden.
final class ExcelSheetHandler: XMLHandler {
  private let book: ExcelBook
  private let cells: ExcelCells
  private(set) var grid = SheetGrid()
  private(set) var unseen: [String] = []
  private(set) var headers: [String] = []
  private(set) var properties: [String] = []
  private var literals: Set<String> = []

  private var text: [UInt8] = []
  private var formula: [UInt8] = []
  private var captures = false
  private var isFormula = false
  private var isPhonetic = false
  private var isHeader = false
  private var row = 0
  private var column = 0
  private var type = CellType.number
  private var style = 0

  init(book: ExcelBook, cells: ExcelCells) {
    self.book = book
    self.cells = cells
  }

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case "c":
      column = attributes.bytes("r").map(Self.column) ?? column + 1
      type = CellType(attributes.bytes("t"))
      style = attributes.number("s") ?? 0
      text.removeAll(keepingCapacity: true)
    case "v": captures = true
    case "t": captures = !isPhonetic
    case "rPh": isPhonetic = true
    case "f", "formula1", "formula2": isFormula = true
    case "row":
      row = attributes.number("r") ?? row + 1
      column = 0
      grid.startRow(row, isHidden: attributes.isOn("hidden") || attributes["ht"] == "0")
    case "col":
      guard attributes.isOn("hidden") || attributes["width"] == "0", let low = attributes["min"].flatMap({ Int($0) }),
        let high = attributes["max"].flatMap({ Int($0) }), low >= 1, high >= low
      else { return }
      grid.hide(columns: low...min(high, 16_384))
    case "sheetProtection":
      if attributes["sheet"].map({ ["1", "true"].contains($0) }) ?? true { cells.isProtected = true }
    case "hyperlink": for key in ["tooltip", "location"] as [StaticString] { addProperty(attributes[key]) }
    case "dataValidation":
      for key in ["promptTitle", "prompt", "errorTitle", "error"] as [StaticString] { addProperty(attributes[key]) }
    case "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter":
      isHeader = true
      text = []
    default: break
    }
  }

  func end(_ name: XMLName) {
    switch name {
    case "c": endCell()
    case "v", "t": captures = false
    case "rPh": isPhonetic = false
    case "f", "formula1", "formula2":
      isFormula = false
      takeLiterals()
    case "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter":
      isHeader = false
      headers.append(Self.header(String(decoding: text, as: UTF8.self)))
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    if captures || isHeader {
      text += bytes
    } else if isFormula, formula.count < 65536 {
      formula += bytes
    }
  }

  // MARK: - Cells

  private func endCell() {
    guard !text.isEmpty, cells.take() else { return }
    let shown: String
    switch type {
    case .shared:
      guard let index = text.withUnsafeBufferPointer(Int.init(digits:)), book.strings.indices.contains(index) else {
        return
      }
      shown = book.strings[index]
    case .text: shown = String(decoding: text, as: UTF8.self)
    case .truth: shown = text == [0x31] ? "TRUE" : "FALSE"
    case .number:
      shown = book.styles.number(style).shown(
        String(decoding: text, as: UTF8.self), countsFrom1904: book.countsFrom1904)
    }
    guard !shown.isEmpty else { return }
    grid.add(shown, column: column)
    if book.styles.isUnseen(style), unseen.count < 100_000 { unseen.append(shown) }
  }

  /// Texts that stand in a formula, or in the list that a cell offers.
  private func takeLiterals() {
    defer { formula = [] }
    guard formula.contains(0x22), literals.count < 10_000 else { return }
    let pieces = formula.split(separator: 0x22, omittingEmptySubsequences: false)
    for (index, piece) in pieces.enumerated() where index % 2 == 1 && piece.count > 2 {
      let literal = String(decoding: piece, as: UTF8.self)
      if literal.contains(where: \.isLetter), literals.insert(literal).inserted { properties.append(literal) }
    }
  }

  private func addProperty(_ text: String?) {
    guard let text, text.contains(where: \.isLetter), properties.count < 20_000 else { return }
    properties.append(text)
  }

  /// The column of "AB12", from 1.
  static func column(_ reference: some Sequence<UInt8>) -> Int {
    var column = 0
    for byte in reference {
      let letter = byte | 0x20
      guard letter >= 0x61, letter <= 0x7A else { break }
      column = column * 26 + Int(letter) - 0x60
      if column > 16_384 { return 16_384 }
    }
    return max(column, 1)
  }

  /// A page header without its codes: "&L&"Arial"Confidential" is "Confidential" (§18.3.1.39).
  private static func header(_ text: String) -> String {
    var shown = ""
    var rest = Substring(text)
    while let character = rest.popFirst() {
      guard character == "&", let code = rest.popFirst() else {
        shown.append(character)
        continue
      }
      switch code {
      case "\"": rest = rest.drop { $0 != "\"" }.dropFirst()
      case "&": shown.append("&")
      case "L", "C", "R": shown.append(" ")
      case "K": rest = rest.dropFirst(min(6, rest.count))
      default: if code.isNumber { rest = rest.drop { $0.isNumber } }
      }
    }
    return shown.trimmed
  }
}

extension ExcelSheetHandler {
  /// Hands over what a sheet holds: what is shown, and apart from it what is hidden, under the same headings.
  func take(into reading: inout DocumentReading, sheet: ExcelBook.Sheet) {
    grid.take(
      into: &reading, name: sheet.name, place: sheet.place, isHidden: sheet.isHidden,
      words: sheet.isVeryHidden ? "hidden so that Excel's menus do not show it" : "hidden")
    reading.add(unseen.joined(separator: "\n"), kind: .hiddenText, place: sheet.place + " › white or unshown cells")
    if !unseen.isEmpty { reading.note("sheet '\(sheet.name)' has cells whose text is not shown") }
    reading.add(
      headers.filter { !$0.isEmpty }.joined(separator: "\n"), kind: .headerFooter,
      place: sheet.place + " › header and footer")
    reading.add(properties.joined(separator: "\n"), kind: .property, place: sheet.place + " › formulas and hints")
  }
}
