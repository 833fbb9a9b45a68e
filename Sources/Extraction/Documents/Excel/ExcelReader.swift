/// Excel workbooks, templates and their macro kinds (SpreadsheetML, ECMA-376 part 1 §18).
enum ExcelReader: DocumentReader {
  static func read(_ file: DocumentFile, budget: inout DocumentBudget) -> DocumentReading {
    WorkbookWalk.read(file, budget: &budget, index: index, use: use)
  }

  private static func index(_ name: String, _ book: ExcelBook) -> PackageWalk.Use {
    switch name {
    case "xl/workbook.xml": return .xml(book) { _ in }
    case "xl/sharedstrings.xml":
      let strings = SharedStrings()
      return .xml(strings) { _ in book.strings = strings.all }
    case "xl/styles.xml":
      let styles = ExcelStyles()
      return .xml(styles) { _ in book.styles = styles }
    default: break
    }
    if name.hasSuffix(".rels"), name.hasPrefix("xl/_rels/workbook") || name.hasPrefix("xl/worksheets/_rels/") {
      let links = Relationships(part: name)
      return .xml(links) { _ in book.links[name] = links.targets }
    }
    if name.hasPrefix("xl/pivotcache/pivotcachedefinition"), name.hasSuffix(".xml") {
      let pivot = PivotFields()
      return .xml(pivot) { _ in book.pivots[digits(name)] = pivot }
    }
    if name.hasPrefix("xl/pivotcache/pivotcacherecords") { book.pivotsWithRecords.insert(digits(name)) }
    return .skip
  }

  private static func use(_ name: String, _ book: ExcelBook, _ cells: ExcelCells) -> PackageWalk.Use {
    guard name.hasPrefix("xl/"), name.hasSuffix(".xml") else { return OfficeParts.use(name) }
    let folder = name.dropFirst(3).prefix { $0 != "/" }
    switch folder {
    case "workbook.xml", "sharedstrings.xml", "styles.xml", "calcchain.xml", "metadata.xml", "tables", "querytables",
      "slicers", "slicercaches", "timelines", "timelinecaches", "persons", "pivottables", "revisions", "richdata",
      "sharedstringtable.xml":
      return .skip
    case "worksheets", "chartsheets", "dialogsheets", "macrosheets":
      let sheet = book.sheet(ofPart: name)
      let handler = ExcelSheetHandler(book: book, cells: cells)
      return .xml(handler) { reading in handler.take(into: &reading, sheet: sheet) }
    case "threadedcomments": return comments(name, book)
    case "pivotcache": return pivot(name, book)
    case "externallinks":
      let link = ExternalLinkHandler()
      return .xml(link) { link.take(into: &$0) }
    case "drawings":
      let drawing = DrawingHandler()
      return .xml(drawing) { drawing.take(into: &$0, place: "drawings on sheets") }
    default:
      if folder.hasPrefix("comments") { return comments(name, book) }
      return OfficeParts.use(name)
    }
  }

  private static func comments(_ name: String, _ book: ExcelBook) -> PackageWalk.Use {
    let handler = ExcelCommentHandler()
    return .xml(handler) { reading in
      let place = book.sheet(withPart: name).map { "sheet \($0.name) › " } ?? ""
      reading.add(handler.result, kind: .comment, place: place + "comments")
      if handler.count > 0 {
        let sheet = book.sheet(withPart: name).map { " on sheet '\($0.name)'" } ?? ""
        reading.note(handler.count == 1 ? "it has a comment\(sheet)" : "it has \(handler.count) comments\(sheet)")
      }
    }
  }

  private static func pivot(_ name: String, _ book: ExcelBook) -> PackageWalk.Use {
    let number = digits(name)
    if name.contains("records") {
      let records = PivotRecords(fields: book.pivots[number] ?? PivotFields())
      return .xml(records) { reading in
        reading.add(records.table, kind: .pivotCache, place: "pivot table's copy of its data")
        if records.count > 0 { reading.note("a pivot table keeps a copy of \(records.count) rows") }
      }
    }
    if let fields = book.pivots[number], !book.pivotsWithRecords.contains(number) {
      return .xml(PivotFields()) { $0.add(fields.items, kind: .pivotCache, place: "pivot table's copy of its data") }
    }
    return .skip
  }

  private static func digits(_ name: String) -> String {
    String(name.split(separator: "/").last?.filter(\.isNumber) ?? "")
  }
}
