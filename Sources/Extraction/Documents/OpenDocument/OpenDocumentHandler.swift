/// Follows an OpenDocument part: body, tables, sheets, slides, and what stands beside them.
final class OpenDocumentHandler: XMLHandler {
  /// A stretch of content of one kind.
  struct Block {
    var kind: TextKind
    var place: String
    var items: [WordBlock.Item] = []
    /// The element that opened it.
    var element: String
  }

  private let cells: ExcelCells
  private(set) var finished: [Block] = []
  private(set) var altTexts: [String] = []
  private(set) var links: [String] = []
  private(set) var notes: [String] = []
  /// What sheets came to, which know their tables themselves.
  private(set) var sheets = DocumentReading()
  private var blocks = [Block(kind: .visible, place: "", element: "")]
  private var tables: [WordTable] = []
  private var paragraphs: [[UInt8]] = []
  private var hiddenSpans = 0
  private var spans: [Bool] = []
  private var hidden: [UInt8] = []
  private var capture: [UInt8]?

  private var styles = OpenDocumentStyles()
  private var isSpreadsheet = false
  private var sheet = OpenDocumentSheet()
  private var page = 0

  init(cells: ExcelCells) { self.cells = cells }

  // MARK: - Events

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    if styles.take(name, attributes) { return }
    switch name {
    case "spreadsheet": isSpreadsheet = true
    case "p", "h": paragraphs.append([])
    case "span":
      let isHidden = attributes["style-name"].map(styles.hiddenText.contains) ?? false
      spans.append(isHidden)
      if isHidden { hiddenSpans += 1 }
    case "s": append([UInt8](repeating: 0x20, count: min(attributes["c"].flatMap { Int($0) } ?? 1, 200)))
    case "tab": append([0x09])
    case "line-break": append([0x0A])
    case "a": if let target = attributes["href"], links.count < 20_000 { links.append(target) }
    case "hidden-text", "conditional-text":
      for key in ["string-value", "string-value-if-true", "string-value-if-false"] as [StaticString] {
        if let text = attributes[key] { hide(text) }
      }
    case "title", "desc", "creator": capture = []
    case "table", "table-column", "table-row", "table-cell", "covered-table-cell", "table-header-rows":
      if isSpreadsheet, tables.isEmpty { startSheet(name, attributes) } else { startTable(name, attributes) }
    default: startBlock(name, attributes)
    }
  }

  func end(_ name: XMLName) {
    styles.end(name)
    switch name {
    case "p", "h": endParagraph()
    case "span": if spans.popLast() ?? false { hiddenSpans -= 1 }
    case "title", "desc", "creator": endCapture(name)
    case "table", "table-row", "table-cell", "covered-table-cell", "table-header-rows":
      if isSpreadsheet, tables.isEmpty { endSheet(name) } else { endTable(name) }
    default: if blocks.count > 1, blocks[blocks.count - 1].element == name.string { endBlock() }
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    if capture != nil { capture? += bytes } else { append(bytes) }
  }

  // MARK: - Paragraphs

  private func append(_ bytes: some Sequence<UInt8>) {
    guard !paragraphs.isEmpty else { return }
    if hiddenSpans > 0 { hidden += bytes } else { paragraphs[paragraphs.count - 1] += bytes }
  }

  private func hide(_ text: String) { hidden += Array(text.utf8) + [0x20] }

  private func endParagraph() {
    guard let bytes = paragraphs.popLast() else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    if !text.trimmed.isEmpty { blocks[blocks.count - 1].items.append(.paragraph(text)) }
    if paragraphs.isEmpty, !hidden.isEmpty {
      let text = String(decoding: hidden, as: UTF8.self)
      hidden = []
      if !text.trimmed.isEmpty {
        finished.append(Block(kind: .hiddenText, place: "hidden text", items: [.paragraph(text)], element: ""))
      }
    }
  }

  private func endCapture(_ name: XMLName) {
    let text = String(decoding: capture ?? [], as: UTF8.self).trimmed
    capture = nil
    guard !text.isEmpty else { return }
    if name == "creator" {
      if blocks[blocks.count - 1].kind == .comment {
        blocks[blocks.count - 1].items.append(.paragraph("comment by \(text):"))
      }
    } else if altTexts.count < 10_000, !altTexts.contains(text) {
      altTexts.append(text)
    }
  }

  // MARK: - Blocks

  private func startBlock(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case "annotation": open(name, .comment, "comments")
    case "note-body": open(name, .footnote, "footnotes")
    case "deletion": open(name, .trackedChange, "tracked deletions")
    case "header", "header-left", "header-first", "footer", "footer-left", "footer-first":
      open(name, .headerFooter, name.string.hasPrefix("header") ? "header" : "footer")
    case "page":
      page += 1
      let isHidden = attributes["style-name"].map(styles.hiddenPages.contains) ?? false
      if isHidden { notes.append("slide \(page) is hidden") }
      open(name, isHidden ? .hiddenSlide : .visible, "slide \(page)" + (isHidden ? " (hidden)" : ""))
    case "notes": open(name, .speakerNotes, "slide \(page) › speaker notes")
    case "section", "hidden-paragraph":
      if name == "section", attributes["display"] == "none" || attributes["display"] == "condition" {
        open(name, .hiddenText, "hidden section")
      }
    case "master-page": open(name, .headerFooter, "slide master")
    default: break
    }
  }

  private func open(_ element: XMLName, _ kind: TextKind, _ place: String) {
    blocks.append(Block(kind: kind, place: place, element: element.string))
  }

  private func endBlock() {
    let block = blocks.removeLast()
    if !block.items.isEmpty { finished.append(block) }
  }

  // MARK: - Tables of texts and slides

  private func startTable(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case "table":
      for outer in tables { outer.isLayout = true }
      tables.append(WordTable(depth: blocks.count + 1))
      if attributes.isOn("protected") { cells.isProtected = true }
    case "table-header-rows": tables.last?.markHeading()
    case "table-row": tables.last?.startRow()
    case "table-cell", "covered-table-cell":
      tables.last?.startCell()
      open(name, blocks[blocks.count - 1].kind, blocks[blocks.count - 1].place)
    default: break
    }
  }

  private func endTable(_ name: XMLName) {
    switch name {
    case "table-row": tables.last?.endRow()
    case "table-cell", "covered-table-cell":
      guard blocks.count > 1, blocks[blocks.count - 1].element == name.string else { return }
      tables.last?.endCell(WordBlock(items: blocks.removeLast().items))
    case "table": if let table = tables.popLast() { blocks[blocks.count - 1].items += table.finish() }
    default: break
    }
  }

  // MARK: - Sheets

  private func startSheet(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case "table":
      sheet = OpenDocumentSheet()
      sheet.name = attributes["name"] ?? ""
      sheet.isHidden = attributes["style-name"].map(styles.hiddenTables.contains) ?? false
      if attributes.isOn("protected") { cells.isProtected = true }
    case "table-column":
      sheet.column(repeats: attributes["number-columns-repeated"], isHidden: Self.isCollapsed(attributes))
    case "table-row":
      sheet.startRow(repeats: attributes["number-rows-repeated"], isHidden: Self.isCollapsed(attributes))
    case "table-cell", "covered-table-cell":
      sheet.startCell(
        repeats: attributes["number-columns-repeated"],
        value: attributes["string-value"] ?? attributes["date-value"] ?? attributes["value"])
      open(name, .visible, "")
    default: break
    }
  }

  private func endSheet(_ name: XMLName) {
    switch name {
    case "table-cell", "covered-table-cell":
      guard blocks.count > 1, blocks[blocks.count - 1].element == name.string else { return }
      sheet.endCell(WordBlock(items: blocks.removeLast().items).line)
    case "table-row": sheet.endRow(cells)
    case "table":
      let place = "sheet \(sheet.name)" + (sheet.isHidden ? " (hidden)" : "")
      sheet.grid.take(into: &sheets, name: sheet.name, place: place, isHidden: sheet.isHidden)
    default: break
    }
  }

  private static func isCollapsed(_ attributes: XMLAttributes) -> Bool {
    attributes["visibility"].map { $0 == "collapse" || $0 == "filter" } ?? false
  }

  // MARK: - Taking

  /// Hands over what the part holds.
  /// - Parameter place: of the part in the document; empty for the document itself.
  func take(into reading: inout DocumentReading, within place: String = "") {
    func at(_ words: String) -> String { [place, words].filter { !$0.isEmpty }.joined(separator: " › ") }
    while blocks.count > 1 { endBlock() }
    let body = blocks.filter { !$0.items.isEmpty }
    for block in body + finished {
      var run: [String] = []
      for item in block.items {
        switch item {
        case .paragraph(let text): run.append(text)
        case .table(let table):
          reading.add(run.joined(separator: "\n\n"), kind: block.kind, place: at(block.place))
          run = []
          reading.add(table, kind: block.kind, place: at(block.place))
        }
      }
      reading.add(run.joined(separator: "\n\n"), kind: block.kind, place: at(block.place))
    }
    for text in sheets.texts {
      reading.texts.append(DocumentReading.Text(place: at(text.place), kind: text.kind, content: text.content))
    }
    reading.add(altTexts.joined(separator: "\n"), kind: .altText, place: at("alternative text"))
    reading.add(OfficeParts.unique(links).joined(separator: "\n"), kind: .property, place: at("links"))
    for note in notes + sheets.notes { reading.note(note) }
    for (kind, words) in [
      (TextKind.comment, "it has comments"), (.trackedChange, "deletions are kept as tracked changes"),
      (.hiddenText, "it has hidden, white or tiny text"), (.speakerNotes, "it has speaker notes"),
    ] where finished.contains(where: { $0.kind == kind }) { reading.note(words) }
  }
}
