/// The two walks through a workbook's package that both of its forms, XML and binary, are read by: first what sheets share,
/// then the sheets.
enum WorkbookWalk {
  /// - Parameters:
  ///   - index: takes the parts that the others need: what sheets are called, texts that cells share, formats.
  ///   - use: takes the rest.
  static func read(
    _ file: DocumentFile, budget: inout DocumentBudget, index: (String, ExcelBook) -> PackageWalk.Use,
    use: (String, ExcelBook, ExcelCells) -> PackageWalk.Use
  ) -> DocumentReading {
    var walk = PackageWalk(file, budget)
    let book = ExcelBook()
    walk.run { name in index(name, book) }
    book.finishIndex()
    let cells = ExcelCells(left: walk.budget.cells)
    walk.run { name in use(name, book, cells) }
    walk.finish()
    walk.budget.cells = cells.left
    if cells.isCut { walk.reading.fail(.cells) }
    walk.reading.add(book.names.joined(separator: "\n"), kind: .property, place: "defined names")
    if book.isProtected || cells.isProtected, walk.reading.protection == .none { walk.reading.protection = .editOnly }
    budget = walk.budget
    return walk.reading
  }
}
