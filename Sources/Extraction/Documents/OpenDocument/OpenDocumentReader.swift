/// OpenDocument texts, spreadsheets and presentations (ISO/IEC 26300, OASIS OpenDocument 1.3), in a zip file or flat.
enum OpenDocumentReader: DocumentReader {
  static func read(_ file: DocumentFile, budget: inout DocumentBudget) -> DocumentReading {
    guard file.bytes.starts(with: [0x50, 0x4B]) else { return readFlat(file, budget: &budget) }
    var walk = PackageWalk(file, budget)
    let manifest = ManifestHandler()
    walk.run { name in
      switch name {
      case "meta-inf/manifest.xml": return .xml(manifest) { _ in }
      case "encrypted-package": manifest.isPackageEncrypted = true
      default: break
      }
      return .skip
    }
    if manifest.isEncrypted {
      // Part 2 §3.4: the manifest alone stays in clear.
      walk.reading.protection = .openPassword
      walk.lock = OpenDocumentLock.opened(manifest.parts, &walk, file.passwords)
      guard walk.lock != nil else {
        budget = walk.budget
        return walk.reading
      }
      walk.reading.isOpened = true
    }
    let cells = ExcelCells(left: walk.budget.cells)
    walk.run { name in use(name, cells) }
    walk.finish()
    finish(&walk.reading, cells)
    walk.budget.cells = cells.left
    budget = walk.budget
    return walk.reading
  }

  private static func readFlat(_ file: DocumentFile, budget: inout DocumentBudget) -> DocumentReading {
    var reading = DocumentReading()
    guard budget.take(bytes: file.bytes.count) else {
      reading.fail(.bytes)
      return reading
    }
    let cells = ExcelCells(left: budget.cells)
    let handler = OpenDocumentHandler(cells: cells)
    let outcome = XMLParsing.read(file.bytes, handler)
    handler.take(into: &reading)
    if let words = outcome.words { reading.fail(words, .damaged) }
    finish(&reading, cells)
    budget.cells = cells.left
    return reading
  }

  private static func finish(_ reading: inout DocumentReading, _ cells: ExcelCells) {
    if cells.isCut { reading.fail(.cells) }
    if cells.isProtected, reading.protection == .none { reading.protection = .editOnly }
  }

  private static func use(_ name: String, _ cells: ExcelCells) -> PackageWalk.Use {
    let folders = name.split(separator: "/")
    let last = folders.last.map(String.init) ?? name
    if ["meta-inf", "configurations2", "thumbnails", "objectreplacements", "basic", "dialogs"].contains(folders.first) {
      return .skip
    }
    switch last {
    case "mimetype", "settings.xml", "layout-cache", "manifest.rdf": return .skip
    case "content.xml", "styles.xml":
      let handler = OpenDocumentHandler(cells: cells)
      let place = folders.count > 1 ? "embedded object" : ""
      return .xml(handler) { handler.take(into: &$0, within: place) }
    case "meta.xml":
      let properties = PropertyHandler()
      return .xml(properties) { $0.add(properties.result, kind: .property, place: "document properties") }
    default: break
    }
    if folders.first == "pictures" || folders.first == "media" { return .inner(place: "pictures") }
    if last.hasSuffix(".xml") { return OfficeParts.use(name) }
    return .inner(place: "embedded objects")
  }
}
