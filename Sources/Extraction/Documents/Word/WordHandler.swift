/// Follows a Word part: paragraphs, tables, and what their runs hide.
final class WordHandler: XMLHandler {
  /// How a run is set.
  struct Run {
    var isHidden = false
    var isWhite = false
    var isTiny = false
    var isShaded = false

    var isUnseen: Bool { isHidden || isTiny || (isWhite && !isShaded) }
  }

  private struct Paragraph {
    var text: [UInt8] = []
    var hidden: [UInt8] = []
    var deleted: [UInt8] = []
    var run = Run()
    var isStyleHidden = false
    var isShaded = false
  }

  private var blocks = [WordBlock()]
  private var tables: [WordTable] = []
  private var paragraphs: [Paragraph] = []
  private var isInRun = false
  private var isInProperties = false
  private var deletedDepth = 0
  private var captures = false
  private var isDeletedText = false
  private var isCode = false
  private var code: [UInt8] = []
  private let styles: Set<String>
  /// The page's own colour is not white.
  private var isPageDark = false

  private(set) var hidden: [String] = []
  private(set) var deleted: [String] = []
  private(set) var boxes: [String] = []
  private(set) var altTexts: [String] = []
  private(set) var fields: [String] = []
  private(set) var codes: [String] = []
  private(set) var notes = 0

  /// - Parameter styles: those that hide text.
  init(styles: Set<String>) { self.styles = styles }

  var items: [WordBlock.Item] { blocks.first?.items ?? [] }

  // MARK: - Events

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case "p": paragraphs.append(Paragraph())
    case "r": startRun()
    case "rPr", "pPr", "tcPr": isInProperties = name == "rPr" && isInRun
    case "vanish", "color", "sz", "shd", "highlight", "rStyle", "pStyle": property(name, attributes)
    case "t", "delText":
      captures = true
      isDeletedText = name == "delText"
    case "instrText", "delInstrText": isCode = true
    case "tab", "br", "cr", "noBreakHyphen", "ptab": if isInRun, !isInProperties { space(name) }
    case "del", "moveFrom": deletedDepth += 1
    case "tbl", "tr", "tc", "gridSpan", "vMerge", "tblHeader", "tblStyle": table(name, attributes)
    case "txbxContent", "comment", "footnote", "endnote": startBlock(name, attributes)
    case "background": isPageDark = !Self.isWhite(attributes["color"]) && attributes["color"] != "auto"
    default: aside(name, attributes)
    }
  }

  func end(_ name: XMLName) {
    switch name {
    case "p": endParagraph()
    case "r": isInRun = false
    case "rPr", "pPr", "tcPr": isInProperties = false
    case "t", "delText": captures = false
    case "instrText", "delInstrText":
      isCode = false
      if code.count < 65536 { code.append(0x20) }
    case "del", "moveFrom": deletedDepth = max(0, deletedDepth - 1)
    case "tc": endCell()
    case "tr": if let table = tables.last { table.endRow() }
    case "tbl": endTable()
    case "txbxContent", "comment", "footnote", "endnote": endBlock(name)
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    if isCode {
      if code.count < 65536 { code += bytes }
    } else if captures {
      append(bytes)
    }
  }

  // MARK: - Runs

  private func startRun() {
    isInRun = true
    guard let last = paragraphs.indices.last else { return }
    paragraphs[last].run = Run(
      isHidden: paragraphs[last].isStyleHidden,
      isShaded: paragraphs[last].isShaded || isPageDark || (tables.last?.isShaded ?? false))
  }

  private func property(_ name: XMLName, _ attributes: XMLAttributes) {
    guard let last = paragraphs.indices.last else {
      if name == "shd", Self.isColoured(attributes["fill"]) { tables.last?.isCellShaded = true }
      return
    }
    switch name {
    case "pStyle": paragraphs[last].isStyleHidden = attributes["val"].map(styles.contains) ?? false
    case "shd", "highlight":
      guard name == "highlight" || Self.isColoured(attributes["fill"]) else { return }
      if isInRun { paragraphs[last].run.isShaded = true } else { paragraphs[last].isShaded = true }
    case _ where !isInRun || !isInProperties: break
    case "vanish": paragraphs[last].run.isHidden = Self.isOn(attributes)
    case "color": paragraphs[last].run.isWhite = Self.isWhite(attributes["val"])
    // Half points.
    case "sz": paragraphs[last].run.isTiny = attributes["val"].flatMap { Double($0) }.map { $0 <= 6 } ?? false
    case "rStyle": if attributes["val"].map(styles.contains) ?? false { paragraphs[last].run.isHidden = true }
    default: break
    }
  }

  private func space(_ name: XMLName) {
    let byte: UInt8 = name == "tab" || name == "ptab" ? 0x09 : name == "noBreakHyphen" ? 0x2D : 0x0A
    [byte].withUnsafeBufferPointer { append($0) }
  }

  private func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let last = paragraphs.indices.last else { return }
    if deletedDepth > 0 || (captures && isDeletedText) {
      paragraphs[last].deleted += bytes
    } else if paragraphs[last].run.isUnseen {
      paragraphs[last].hidden += bytes
    } else {
      paragraphs[last].text += bytes
    }
  }

  private func endParagraph() {
    guard let paragraph = paragraphs.popLast() else { return }
    let text = String(decoding: paragraph.text, as: UTF8.self)
    if !text.trimmed.isEmpty { blocks[blocks.count - 1].items.append(.paragraph(text)) }
    for (bytes, path) in [(paragraph.hidden, \WordHandler.hidden), (paragraph.deleted, \WordHandler.deleted)] {
      let text = String(decoding: bytes, as: UTF8.self)
      if !text.trimmed.isEmpty { self[keyPath: path].append(text) }
    }
    let instruction = String(decoding: code, as: UTF8.self).trimmed
    code = []
    // Links and what a mail merge takes; page numbers and the like say nothing.
    if instruction.contains("\""), codes.count < 10_000 { codes.append(instruction) }
  }

  // MARK: - Tables

  private func table(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case "tbl":
      for outer in tables where outer.depth == blocks.count { outer.isLayout = true }
      tables.append(WordTable(depth: blocks.count + 1))
    case "tr": tables.last?.startRow()
    case "tc":
      tables.last?.startCell()
      blocks.append(WordBlock())
    case "gridSpan": tables.last?.span = min(attributes["val"].flatMap { Int($0) } ?? 1, 64)
    case "vMerge": tables.last?.continuesAbove = attributes["val"] != "restart"
    case "tblHeader": if Self.isOn(attributes) { tables.last?.markHeading() }
    case "tblStyle":
      if let style = attributes["val"], !["TableGrid", "TableNormal", "Table Grid"].contains(style) {
        tables.last?.isStyled = true
      }
    default: break
    }
  }

  private func endCell() {
    guard let table = tables.last, blocks.count > 1 else { return }
    table.endCell(blocks.removeLast())
  }

  private func endTable() {
    guard let table = tables.popLast() else { return }
    blocks[blocks.count - 1].items += table.finish()
  }

  // MARK: - Beside the flow

  private func startBlock(_ name: XMLName, _ attributes: XMLAttributes) {
    blocks.append(WordBlock())
    // A text box stands inside a run, whose paragraph goes on after it.
    isInRun = false
    if name == "comment", let author = attributes["author"], !author.isEmpty {
      blocks[blocks.count - 1].items.append(.paragraph("comment by \(author):"))
    }
  }

  private func endBlock(_ name: XMLName) {
    guard blocks.count > 1 else { return }
    let items = blocks.removeLast().items
    if name == "txbxContent" {
      isInRun = true
      // Word writes each box twice, for old readers and new.
      let text = WordBlock.text(items)
      if !text.isEmpty, !boxes.contains(text) { boxes.append(text) }
    } else if !items.isEmpty {
      notes += 1
      blocks[blocks.count - 1].items += items
    }
  }

  private func aside(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case "docPr", "cNvPr":
      for key in ["descr", "title"] as [StaticString] { addAlt(attributes[key]) }
    case "shape", "rect", "roundrect", "oval", "imagedata":
      addAlt(attributes["alt"])
      addAlt(attributes["title"])
    case "textpath":
      // A watermark or word art.
      if let text = attributes["string"], !boxes.contains(text) { boxes.append(text) }
    case "listItem": if let text = attributes["displayText"] { addField(text) }
    case "listEntry", "default", "helpText", "statusText", "tooltip": if let text = attributes["val"] { addField(text) }
    case "fldSimple":
      if let text = attributes["instr"], text.contains("\""), codes.count < 10_000 { codes.append(text) }
    default: break
    }
  }

  private func addAlt(_ text: String?) {
    guard let text = text?.trimmed, !text.isEmpty, altTexts.count < 10_000, !altTexts.contains(text) else { return }
    altTexts.append(text)
  }

  private func addField(_ text: String) {
    if text.contains(where: \.isLetter), fields.count < 10_000 { fields.append(text) }
  }

  // MARK: - Values

  /// A switch is on unless it says that it is off (§22.9.2.7).
  static func isOn(_ attributes: XMLAttributes) -> Bool {
    attributes["val"].map { !["0", "false", "off"].contains($0) } ?? true
  }

  /// White, or so nearly white that paper hides it.
  static func isWhite(_ colour: String?) -> Bool {
    guard let colour, colour.utf8.count == 6, let value = UInt32(colour, radix: 16) else { return false }
    return [value >> 16, value >> 8 & 0xFF, value & 0xFF].allSatisfy { $0 >= 0xF0 }
  }

  private static func isColoured(_ fill: String?) -> Bool {
    guard let fill else { return false }
    return fill != "auto" && !isWhite(fill)
  }
}
