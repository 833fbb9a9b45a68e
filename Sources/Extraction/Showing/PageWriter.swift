/// Writes a page so that it is well-formed whatever it is asked to open and close, and stays within its bounds.
struct PageWriter {
  private enum Opened {
    case element(SafePage.Element)
    case cell
  }

  private(set) var page = SafePage()
  private var stack: [Opened] = []
  private var styles: [SafeStyle: Int] = [:]
  private var textBytes = 0
  /// Text that comes next: it comes in many pieces.
  private var pending = ""

  /// Room for what has to be opened around something: a row and a cell, or an item; and for closing it all.
  private static let around = 3

  var depth: Int { stack.count }

  /// - Returns: false where nothing more can be opened.
  mutating func open(_ element: SafePage.Element, _ style: SafeStyle) -> Bool {
    guard hasRoom else { return false }
    switch element {
    case .row:
      guard let table = nearestTable else { return open(.block, style) }
      close(to: table + 1)
    case .item:
      guard let list = nearestList else { return open(.block, style) }
      close(to: list + 1)
    default: makePlace()
    }
    stack.append(.element(element))
    append(.open(element, style: number(of: style)))
    return true
  }

  mutating func openCell(isHeading: Bool, columns: Int, rows: Int, _ style: SafeStyle) -> Bool {
    guard hasRoom else { return false }
    guard let table = nearestTable else { return open(.block, style) }
    // The row that the table has open, or a new one.
    if stack.count > table + 1, case .element(.row) = stack[table + 1] {
      close(to: table + 2)
    } else {
      close(to: table + 1)
      stack.append(.element(.row))
      append(.open(.row, style: nil))
    }
    stack.append(.cell)
    append(
      .cell(
        isHeading: isHeading, columns: min(max(columns, 1), SafePage.Bounds.columns),
        rows: min(max(rows, 1), SafePage.Bounds.rows), style: number(of: style)))
    return true
  }

  /// Closes what lies deeper than `depth`.
  mutating func close(to depth: Int) {
    while stack.count > max(depth, 0) {
      // A span with nothing in it is not worth its place.
      if case .element(.span) = stack.removeLast(), pending.isEmpty, case .open(.span, _)? = page.items.last {
        page.items.removeLast()
      } else {
        append(.close)
      }
    }
  }

  /// - Parameter isSpace: nothing but white space, which says nothing between rows and items.
  mutating func text(_ text: String, isSpace: Bool) {
    if isSpace, !holdsText { return }
    guard hasRoom else { return }
    let room = SafePage.Bounds.text - textBytes
    var text = text
    if text.utf8.count > room {
      page.isCut = true
      text = String(text.unicodeScalars.prefix(room / 4))
    }
    guard !text.isEmpty else { return }
    makePlace()
    textBytes += text.utf8.count
    pending += text
  }

  /// Anything that holds nothing else.
  mutating func add(_ item: SafePage.Item) {
    guard hasRoom else { return }
    makePlace()
    append(item)
  }

  mutating func noteHidden() { page.leavesOutHidden = true }
  mutating func noteCut() { page.isCut = true }

  /// Closes everything.
  mutating func finish() -> SafePage {
    close(to: 0)
    flush()
    return page
  }

  private mutating func append(_ item: SafePage.Item) {
    flush()
    page.items.append(item)
  }

  private mutating func flush() {
    guard !pending.isEmpty else { return }
    page.items.append(.text(pending))
    pending = ""
  }

  /// Says so where there is none because the page is full; where it is only too deep, its text goes on.
  private var hasRoom: Bool {
    mutating get {
      guard page.items.count + 1 + stack.count + 2 * Self.around < SafePage.Bounds.items else {
        page.isCut = true
        return false
      }
      return true
    }
  }

  /// Whether one more can be opened.
  var isTooDeep: Bool { stack.count + 2 * Self.around > SafePage.Bounds.depth }

  private var holdsText: Bool {
    switch stack.last {
    case .element(.table)?, .element(.row)?, .element(.list)?, .element(.numberedList)?: false
    default: true
    }
  }

  /// Opens a row, cell or item where what comes cannot stand by itself.
  private mutating func makePlace() {
    switch stack.last {
    case .element(.table)?:
      stack.append(.element(.row))
      append(.open(.row, style: nil))
      makePlace()
    case .element(.row)?:
      stack.append(.cell)
      append(.cell(isHeading: false, columns: 1, rows: 1, style: nil))
    case .element(.list)?, .element(.numberedList)?:
      stack.append(.element(.item))
      append(.open(.item, style: nil))
    default: break
    }
  }

  /// The table in whose cell, row or body we are.
  private var nearestTable: Int? {
    stack.lastIndex { if case .element(.table) = $0 { true } else { false } }
  }

  /// The list in whose item we are, as long as no cell stands between.
  private var nearestList: Int? {
    for (index, opened) in stack.enumerated().reversed() {
      switch opened {
      case .element(.list), .element(.numberedList): return index
      case .cell: return nil
      default: continue
      }
    }
    return nil
  }

  private mutating func number(of style: SafeStyle) -> Int? {
    if style.isPlain { return nil }
    if let known = styles[style] { return known }
    guard page.styles.count < SafePage.Bounds.styles else { return nil }
    page.styles.append(style)
    styles[style] = page.styles.count - 1
    return page.styles.count - 1
  }
}
