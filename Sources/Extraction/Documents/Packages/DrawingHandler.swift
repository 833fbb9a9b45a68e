/// Text in drawings: slides, charts, diagrams, shapes on sheets (DrawingML, ECMA-376 part 1 §21).
final class DrawingHandler: XMLHandler {
  private struct Shape {
    var isHidden = false
    var isPlaceholder = false
    var isOff = false
    var depth: Int
  }

  private struct Grid {
    var rows: [[String]] = []
    var row: [String] = []
    var cell: [String] = []
    var isInCell = false
  }

  private let size: (width: Int, height: Int)?
  private let showsPlaceholders: Bool
  /// False for `<p:sld show="0">`.
  private(set) var isShown = true
  private(set) var altTexts: [String] = []
  private(set) var tables: [Table] = []
  private(set) var visible: [String] = []
  private(set) var hidden: [String] = []
  private(set) var offPage: [String] = []
  /// Text of placeholders, which masters and layouts do not show.
  private(set) var placeholders: [String] = []
  private var shapes: [Shape] = []
  private var grids: [Grid] = []
  private var paragraph: [UInt8] = []
  private var lines: [String] = []
  private var tiny: [UInt8] = []
  private var isTiny = false
  private var captures = false
  private var cache: [String] = []
  private var depth = 0
  private var offset: (x: Int, y: Int)?

  private static let shapeNames: Set<String> = ["sp", "pic", "graphicFrame", "cxnSp", "grpSp"]

  /// - Parameter size: of the slide, in the drawing's own units, so that what lies beside it is told apart.
  /// - Parameter showsPlaceholders: false for masters and layouts, which show their own shapes alone.
  init(size: (width: Int, height: Int)? = nil, showsPlaceholders: Bool = true) {
    self.size = size
    self.showsPlaceholders = showsPlaceholders
  }

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    depth += 1
    switch name {
    case "sld": isShown = attributes["show"].map { !["0", "false"].contains($0) } ?? true
    case _ where Self.shapeNames.contains(name.string):
      closeLines()
      shapes.append(Shape(isHidden: shapes.last?.isHidden ?? false, isOff: shapes.last?.isOff ?? false, depth: depth))
    case "cNvPr", "docPr":
      for key in ["descr", "title"] as [StaticString] { if let text = attributes[key] { addAlt(text) } }
      if attributes.isOn("hidden"), !shapes.isEmpty { shapes[shapes.count - 1].isHidden = true }
    case "ph": if !shapes.isEmpty { shapes[shapes.count - 1].isPlaceholder = true }
    case "off": offset = Self.pair(attributes["x"], attributes["y"])
    case "ext": place(attributes)
    case "tbl": grids.append(Grid())
    case "tr": if !grids.isEmpty { grids[grids.count - 1].row = [] }
    case "tc": startCell(attributes)
    case "p": paragraph = []
    case "rPr": isTiny = attributes["sz"].flatMap { Int($0) }.map { $0 < 300 } ?? false
    case "br": paragraph.append(0x0A)
    case "t", "v", "text": captures = true
    case "strCache", "numCache", "lvl": cache = []
    default: break
    }
  }

  func end(_ name: XMLName) {
    defer { depth -= 1 }
    switch name {
    case "r", "fld": isTiny = false
    case "t", "text": captures = false
    case "v":
      captures = false
      let value = String(decoding: paragraph, as: UTF8.self).trimmed
      paragraph = []
      if !value.isEmpty { cache.append(value) }
    case "strCache", "numCache", "lvl":
      if !cache.isEmpty { lines.append(cache.joined(separator: "\t")) }
      cache = []
    case "p": endParagraph()
    case "tc": endCell()
    case "tr":
      if !grids.isEmpty { grids[grids.count - 1].rows.append(grids[grids.count - 1].row) }
    case "tbl": endGrid()
    default:
      if let shape = shapes.last, shape.depth == depth, Self.shapeNames.contains(name.string) {
        closeLines()
        shapes.removeLast()
      }
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard captures else { return }
    if isTiny { tiny += bytes } else { paragraph += bytes }
  }

  /// Hands over everything, where a drawing is shown as it is.
  func take(into reading: inout DocumentReading, kind: TextKind = .visible, place: String) {
    closeLines()
    reading.add(visible.joined(separator: "\n\n"), kind: kind, place: place)
    for table in tables { reading.add(table, kind: kind, place: place) }
    takeHidden(into: &reading, place: place)
  }

  /// Hands over what is not shown.
  func takeHidden(into reading: inout DocumentReading, place: String) {
    closeLines()
    reading.add(hidden.joined(separator: "\n\n"), kind: .hiddenText, place: place + " › hidden text")
    reading.add(offPage.joined(separator: "\n\n"), kind: .offPage, place: place + " › beside the page")
    reading.add(altTexts.joined(separator: "\n"), kind: .altText, place: place + " › alternative text")
    if !hidden.isEmpty { reading.note("\(place) has hidden text") }
    if !offPage.isEmpty { reading.note("\(place) has text beside the page") }
  }

  // MARK: - Pieces

  private func endParagraph() {
    let line = String(decoding: paragraph, as: UTF8.self)
    paragraph = []
    if !tiny.isEmpty {
      hidden.append(String(decoding: tiny, as: UTF8.self))
      tiny = []
    }
    guard !line.trimmed.isEmpty else { return }
    if let last = grids.indices.last, grids[last].isInCell { grids[last].cell.append(line) } else { lines.append(line) }
  }

  private func closeLines() {
    guard !lines.isEmpty else { return }
    let text = lines.joined(separator: "\n")
    lines = []
    let shape = shapes.last
    if shape?.isHidden ?? false {
      hidden.append(text)
    } else if shape?.isOff ?? false {
      offPage.append(text)
    } else if !showsPlaceholders, shape?.isPlaceholder ?? false {
      placeholders.append(text)
    } else {
      visible.append(text)
    }
  }

  private func startCell(_ attributes: XMLAttributes) {
    guard let last = grids.indices.last else { return }
    grids[last].cell = []
    grids[last].isInCell = true
  }

  private func endCell() {
    guard let last = grids.indices.last else { return }
    grids[last].isInCell = false
    grids[last].row.append(grids[last].cell.joined(separator: " "))
  }

  private func endGrid() {
    guard let grid = grids.popLast() else { return }
    if let table = TableText.table(grid.rows, heading: nil) {
      tables.append(table)
    } else {
      lines += grid.rows.map { $0.joined(separator: "\t") }
    }
  }

  private func addAlt(_ text: String) {
    let text = text.trimmed
    if !text.isEmpty, altTexts.count < 10_000, !altTexts.contains(text) { altTexts.append(text) }
  }

  /// A shape that lies wholly beside the slide. Shapes in a group have a space of their own.
  private func place(_ attributes: XMLAttributes) {
    guard let size, shapes.count == 1, let offset, let extent = Self.pair(attributes["cx"], attributes["cy"]) else {
      return
    }
    self.offset = nil
    shapes[0].isOff =
      offset.x >= size.width || offset.y >= size.height || offset.x + extent.x <= 0 || offset.y + extent.y <= 0
  }

  private static func pair(_ x: String?, _ y: String?) -> (x: Int, y: Int)? {
    guard let x = x.flatMap({ Int($0) }), let y = y.flatMap({ Int($0) }), abs(x) < 1 << 40, abs(y) < 1 << 40 else {
      return nil
    }
    return (x, y)
  }
}
