/// An HTML page in a form that can be shown to anybody: there is nothing in it that could run, load, lead away, lie over
/// something else, or bear a name. It is a list of what is opened, written and closed, out of a few elements and styles,
/// so that whoever takes it over from a worker can check it as a whole, and make the HTML himself.
public struct SafePage: Sendable, Hashable {
  public enum Element: UInt8, CaseIterable, Sendable, Hashable {
    case block, paragraph, heading1, heading2, heading3, heading4, heading5, heading6
    case quotation, list, numberedList, item
    /// A table holds rows, a row cells, a cell anything.
    case table, row
    case span
  }

  public enum Item: Sendable, Hashable {
    /// `style` points into `styles`.
    case open(Element, style: Int?)
    /// Of a table; spans from 1.
    case cell(isHeading: Bool, columns: Int, rows: Int, style: Int?)
    /// Closes what was opened last.
    case close
    case text(String)
    case lineBreak
    /// A line across the page.
    case rule
    /// Stands for a picture: its alternative text, or nothing.
    case picture(String)
    /// Where the link before it leads, as text.
    case target(String)
  }

  public var styles: [SafeStyle]
  public var items: [Item]
  /// There is more than is shown here.
  public var isCut: Bool
  /// There is text in it that its reader does not see, and which is not shown here.
  public var leavesOutHidden: Bool

  public init(styles: [SafeStyle] = [], items: [Item] = [], isCut: Bool = false, leavesOutHidden: Bool = false) {
    self.styles = styles
    self.items = items
    self.isCut = isCut
    self.leavesOutHidden = leavesOutHidden
  }
}

extension SafePage {
  /// What a page may hold; a browser reads none of it in another way than it is written.
  public enum Bounds {
    /// Browsers flatten what lies deeper than 512.
    public static let depth = 100
    public static let items = 60_000
    /// Bytes of UTF-8.
    public static let text = 1 << 20
    public static let styles = 400
    public static let columns = 50
    public static let rows = 200
    /// Bytes of a link's target or a picture's words.
    public static let words = 600
  }

  private enum Place: Equatable { case anywhere, table, row, list }

  /// Whether everything is closed and stands where it may stand, so that a browser builds from it just what is written.
  public var isWellFormed: Bool {
    guard styles.count <= Bounds.styles, items.count <= Bounds.items, styles.allSatisfy(\.isInBounds) else {
      return false
    }
    var places: [Place] = [.anywhere]
    var bytes = 0
    for item in items {
      let place = places[places.count - 1]
      switch item {
      case .open(let element, let style):
        guard Self.isKnown(style, styles), place == Self.place(for: element) else { return false }
        places.append(Self.place(within: element))
      case .cell(_, let columns, let rows, let style):
        guard Self.isKnown(style, styles), place == .row, (1...Bounds.columns).contains(columns),
          (1...Bounds.rows).contains(rows)
        else { return false }
        places.append(.anywhere)
      case .close:
        guard places.count > 1 else { return false }
        places.removeLast()
      case .text(let text):
        bytes += text.utf8.count
        guard place == .anywhere else { return false }
      case .picture(let words), .target(let words):
        guard place == .anywhere, words.utf8.count <= Bounds.words else { return false }
      case .lineBreak, .rule: guard place == .anywhere else { return false }
      }
      guard places.count <= Bounds.depth + 1, bytes <= Bounds.text else { return false }
    }
    return places.count == 1
  }

  private static func isKnown(_ style: Int?, _ styles: [SafeStyle]) -> Bool {
    style.map(styles.indices.contains) ?? true
  }

  /// Where an element may stand.
  private static func place(for element: Element) -> Place {
    switch element {
    case .row: .table
    case .item: .list
    default: .anywhere
    }
  }

  private static func place(within element: Element) -> Place {
    switch element {
    case .table: .table
    case .row: .row
    case .list, .numberedList: .list
    default: .anywhere
    }
  }
}
