/// Turns a Word document's characters into paragraphs and tables.
struct WordFlow {
  private(set) var texts: [ExtractedText.Content] = []
  private(set) var hidden = ""
  private(set) var deleted = ""
  /// What fields tell Word to do: targets of links.
  private(set) var fields: [String] = []

  private var prose = ""
  /// The paragraph or cell that is being read.
  private var line = ""
  private var row: [String] = []
  private var rows: [[String]] = []
  /// Instructions of the fields that are open; nil for one whose result is being read.
  private var open: [String?] = []

  enum Sight { case shown, hidden, deleted }
  /// What the paragraph is that a mark ends.
  enum Paragraph { case plain, inTable, rowEnd }

  mutating func take(_ scalar: Unicode.Scalar, _ sight: Sight, _ paragraph: Paragraph) {
    switch scalar.value {
    case 0x13:
      if open.count < 100 { open.append("") }
      return
    case 0x14:
      if let instruction = open.popLast() {
        if let instruction { fields.append(instruction.trimmed) }
        open.append(nil)
      }
      return
    case 0x15:
      if let instruction = open.popLast(), let instruction { fields.append(instruction.trimmed) }
      return
    default: break
    }
    if let last = open.indices.last, open[last] != nil {
      if (open[last]?.utf8.count ?? 0) < 4096 { open[last]?.unicodeScalars.append(scalar) }
      return
    }
    switch sight {
    case .hidden: hidden.unicodeScalars.append(Self.plain(scalar))
    case .deleted: deleted.unicodeScalars.append(Self.plain(scalar))
    case .shown: show(scalar, paragraph)
    }
  }

  private mutating func show(_ scalar: Unicode.Scalar, _ paragraph: Paragraph) {
    switch scalar.value {
    case 0x07 where paragraph == .rowEnd:
      if !row.isEmpty { rows.append(row) }
      row = []
      line = ""
    case 0x07:
      if rows.isEmpty, row.isEmpty { endProse() }
      // A row is a line.
      row.append(line.trimmedLines.replacing("\n", with: " "))
      line = ""
    case 0x0D, 0x0C, 0x0E:
      line.append("\n")
      guard paragraph == .plain else { return }
      endTable()
      prose += line
      line = ""
    case 0x0B: line.append("\n")
    case 0x01, 0x02, 0x03, 0x04, 0x05, 0x08, 0x1F: break
    case 0x1E: line.append("-")
    default: line.unicodeScalars.append(Self.plain(scalar))
    }
  }

  private mutating func endProse() {
    if !prose.isEmpty { texts.append(.prose(prose)) }
    prose = ""
  }

  private mutating func endTable() {
    if !row.isEmpty { rows.append(row) }
    row = []
    if rows.contains(where: { row in row.contains { !$0.isEmpty } }) {
      texts.append(.table(Table(rows: rows, headingRow: HeadingRow.guess(rows))))
    }
    rows = []
  }

  private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x07, 0x0B, 0x0C, 0x0D: "\n"
    case 0..<0x20 where scalar.value != 0x09: " "
    default: scalar
    }
  }

  mutating func finish() {
    if !row.isEmpty { row.append(line) } else { prose += line }
    line = ""
    endTable()
    endProse()
  }
}
