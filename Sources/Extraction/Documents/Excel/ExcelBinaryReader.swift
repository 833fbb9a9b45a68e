/// Excel's binary workbook: records instead of XML in the same package ([MS-XLSB]).
enum ExcelBinaryReader: DocumentReader {
  static func read(_ file: DocumentFile, budget: inout DocumentBudget) -> DocumentReading {
    WorkbookWalk.read(file, budget: &budget, index: index, use: use)
  }

  private static func index(_ name: String, _ book: ExcelBook) -> PackageWalk.Use {
    switch name {
    case "xl/workbook.bin": return .bytes { _, bytes in workbook(bytes, book) }
    case "xl/sharedstrings.bin": return .bytes { _, bytes in strings(bytes, book) }
    case "xl/styles.bin": return .bytes { _, bytes in styles(bytes, book) }
    default: break
    }
    guard name.hasSuffix(".rels"), name.hasPrefix("xl/_rels/workbook") || name.hasPrefix("xl/worksheets/_rels/") else {
      return .skip
    }
    let links = Relationships(part: name)
    return .xml(links) { _ in book.links[name] = links.targets }
  }

  private static func use(_ name: String, _ book: ExcelBook, _ cells: ExcelCells) -> PackageWalk.Use {
    guard name.hasPrefix("xl/"), name.hasSuffix(".bin") else { return OfficeParts.use(name) }
    let folder = name.dropFirst(3).prefix { $0 != "/" }
    switch folder {
    case "workbook.bin", "sharedstrings.bin", "styles.bin", "calcchain.bin", "metadata.bin", "tables", "pivottables",
      "printersettings", "vbaproject.bin", "querytables":
      return .skip
    case "worksheets", "macrosheets", "chartsheets", "dialogsheets":
      let sheet = book.sheet(ofPart: name)
      return .bytes { reading, bytes in Self.sheet(bytes, book, cells, sheet, &reading) }
    case "pivotcache": return letters(.pivotCache, "pivot table's copy of its data")
    case "externallinks": return letters(.externalLink, "copy of another workbook")
    default:
      guard folder.hasPrefix("comments") else { return OfficeParts.use(name) }
      let place = book.sheet(withPart: name).map { "sheet \($0.name) › " } ?? ""
      return .bytes { reading, bytes in reading.add(comments(bytes), kind: .comment, place: place + "comments") }
    }
  }

  /// Parts of which the texts alone matter.
  private static func letters(_ kind: TextKind, _ place: String) -> PackageWalk.Use {
    .bytes { reading, bytes in reading.add(bytes.withUnsafeBytes(Letters.runs), kind: kind, place: place) }
  }

  // MARK: - Parts

  private static func workbook(_ bytes: [UInt8], _ book: ExcelBook) {
    for record in BinaryRecords(bytes) {
      var fields = record.fields
      switch record.type {
      case .workbookProperties: book.countsFrom1904 = fields.number() & 1 == 1
      case .bundledSheet:
        let state = fields.number()
        fields.skip(4)
        let relation = fields.string()
        book.addSheet(fields.string(), isHidden: state == 1, isVeryHidden: state == 2, relation: relation)
      default: break
      }
    }
  }

  private static func strings(_ bytes: [UInt8], _ book: ExcelBook) {
    for record in BinaryRecords(bytes) where record.type == .sharedString {
      var fields = record.fields
      fields.skip(1)
      book.strings.append(fields.string())
    }
  }

  private static func styles(_ bytes: [UInt8], _ book: ExcelBook) {
    var isCells = false
    for record in BinaryRecords(bytes) {
      var fields = record.fields
      switch record.type {
      case .format:
        let id = fields.half()
        book.styles.define(id, code: fields.string())
      case .beginCellFormats: isCells = true
      case .endCellFormats: isCells = false
      case .cellFormat:
        guard isCells else { continue }
        fields.skip(2)
        book.styles.add(numberFormat: fields.half())
      default: break
      }
    }
  }

  private static func comments(_ bytes: [UInt8]) -> String {
    var lines: [String] = []
    for record in BinaryRecords(bytes) where record.type == .commentText {
      var fields = record.fields
      fields.skip(1)
      lines.append(fields.string())
    }
    return lines.joined(separator: "\n\n")
  }

  private static func sheet(
    _ bytes: [UInt8], _ book: ExcelBook, _ cells: ExcelCells, _ sheet: ExcelBook.Sheet,
    _ reading: inout DocumentReading
  ) {
    var grid = SheetGrid()
    for record in BinaryRecords(bytes) {
      var fields = record.fields
      switch record.type {
      case .row:
        let number = fields.number()
        fields.skip(7)
        grid.startRow(number + 1, isHidden: fields.byte() & 0x10 != 0)
      case .columns:
        let (first, last) = (fields.number(), fields.number())
        fields.skip(8)
        if fields.half() & 1 == 1, first >= 0, last >= first, first < 16_384 {
          grid.hide(columns: (first + 1)...(min(last, 16_383) + 1))
        }
      case .sheetProtection:
        fields.skip(2)
        if fields.number() != 0 { cells.isProtected = true }
      default:
        let column = fields.number()
        let style = fields.number() & 0xFF_FFFF
        guard let type = record.type, let text = value(type, &fields, style, book), !text.isEmpty, cells.take() else {
          continue
        }
        grid.add(text, column: column + 1)
      }
    }
    grid.take(into: &reading, name: sheet.name, place: sheet.place, isHidden: sheet.isHidden)
  }

  private static func value(
    _ type: BinaryRecords.Kind, _ fields: inout BinaryRecords.Fields, _ style: Int, _ book: ExcelBook
  ) -> String? {
    func shown(_ number: Double) -> String {
      let text = number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : "\(number)"
      return book.styles.number(style).shown(text, countsFrom1904: book.countsFrom1904)
    }
    switch type {
    case .rational: return shown(fields.rational())
    case .real, .formulaNumber: return shown(fields.real())
    case .boolean, .formulaBoolean: return fields.byte() == 0 ? "FALSE" : "TRUE"
    case .text, .formulaText: return fields.string()
    case .richText:
      fields.skip(1)
      return fields.string()
    case .shared:
      let index = fields.number()
      return book.strings.indices.contains(index) ? book.strings[index] : nil
    default: return nil
    }
  }
}
