/// Visible text of an HTML body as it grows: runs of prose, quoted or not, and tables.
struct HTMLFlow {
  enum Item {
    case prose([UInt8], isQuoted: Bool)
    case table(Table, isQuoted: Bool)
  }

  private(set) var items: [Item] = []
  private var current: [UInt8] = []
  private var isQuoted = false
  /// Line feeds due before the next text: 1 for a line, 2 for a paragraph.
  private var breaks = 0
  private var hasSpace = false
  private(set) var byteCount = 0

  /// Adds characters, white space collapsed as HTML does it.
  mutating func add(_ text: UnsafeBufferPointer<UInt8>, isQuoted: Bool, keepsSpace: Bool = false) {
    if isQuoted != self.isQuoted {
      if text.allSatisfy({ $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) }) { return }
      finish()
      self.isQuoted = isQuoted
    }
    byteCount += text.count
    for byte in text {
      if keepsSpace, byte == 0x0A {
        breaks += 1
        continue
      }
      if byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) {
        if keepsSpace, breaks == 0 { current.append(0x20) } else { hasSpace = true }
        continue
      }
      if breaks > 0, !current.isEmpty {
        while current.last == 0x20 { current.removeLast() }
        current.append(0x0A)
        if breaks > 1 { current.append(0x0A) }
      } else if hasSpace, !current.isEmpty, current.last != 0x20, current.last != 0x09 {
        current.append(0x20)
      }
      breaks = 0
      hasSpace = false
      current.append(byte)
    }
  }

  mutating func add(_ text: String, isQuoted: Bool) {
    var text = text
    text.withUTF8 { add($0, isQuoted: isQuoted) }
  }

  mutating func breakLine() { breaks = max(breaks, 1) }
  mutating func breakParagraph() { breaks = 2 }
  /// `<br>`: a line; two of them a paragraph.
  mutating func lineFeed() { breaks += 1 }

  /// A tab between cells of a row that is read as prose.
  mutating func tab() {
    if breaks == 0, !current.isEmpty { current.append(0x09) }
    hasSpace = false
  }

  mutating func add(_ table: Table, isQuoted: Bool) {
    finish()
    items.append(.table(table, isQuoted: isQuoted))
  }

  /// Takes over what another flow holds, as a block of its own.
  mutating func add(_ other: HTMLFlow) {
    var other = other
    other.finish()
    for item in other.items {
      switch item {
      case .prose(let text, let isQuoted):
        breakLine()
        text.withUnsafeBufferPointer { add($0, isQuoted: isQuoted, keepsSpace: true) }
        breakLine()
      case .table(let table, let isQuoted): add(table, isQuoted: isQuoted)
      }
    }
  }

  /// Ends the current run.
  mutating func finish() {
    while let last = current.last, last == 0x20 || last == 0x0A || last == 0x09 { current.removeLast() }
    if !current.isEmpty { items.append(.prose(current, isQuoted: isQuoted)) }
    current = []
    breaks = 0
    hasSpace = false
  }

  /// All prose in here, on one line: what a table's cell shows.
  var line: String {
    var copy = self
    copy.finish()
    var texts: [String] = []
    for case .prose(let text, _) in copy.items {
      texts.append(String(decoding: text.map { $0 == 0x0A || $0 == 0x09 ? 0x20 : $0 }, as: UTF8.self))
    }
    return texts.joined(separator: " ")
  }
}
