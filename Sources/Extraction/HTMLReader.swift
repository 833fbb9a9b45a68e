/// Turns the events of an HTML parser into texts: what is shown, what is hidden, comments, and what stands in attributes.
struct HTMLReader {
  private struct Element {
    var name: String
    var sight: HTMLSight
    var isQuoted: Bool
    var keepsSpace: Bool
    /// "script", "style", "title": their text is no part of the page.
    var sink: Sink
  }

  private enum Sink { case page, script, style, title }

  var hidden = HTMLFlow()
  var comments: [String] = []
  /// Title, alternative texts, link targets.
  var properties: [String] = []
  /// Pictures that stand in the text itself as data: URIs.
  var embeddedPictures = 0
  private var flow = HTMLFlow()
  private var stack: [Element] = []
  private var tables: [HTMLTable] = []
  /// Tables nested deeper than tables are followed; they are read as blocks.
  private var deepTables = 0
  private var cells = 0
  private var restIsQuoted = false
  private var styles = HTMLStyles()
  private var linkTarget: String?
  private var linkText: [UInt8] = []
  private let limits: ExtractionLimits
  private(set) var isCut = false
  private var bytes = 0

  /// Tables within tables that are followed, because each level is copied into the one around it.
  private static let tableDepth = 8
  private static let paragraphs: Set<String> = [
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre", "hr", "section", "article",
    "header",
    "footer", "form", "fieldset", "table", "body", "main", "nav", "aside", "figure", "address",
  ]
  private static let lines: Set<String> = [
    "div", "li", "dt", "dd", "tr", "center", "caption", "option", "legend", "figcaption", "thead", "tbody", "tfoot",
    "summary",
  ]
  private static let empty: Set<String> = [
    "br", "hr", "img", "input", "meta", "link", "base", "area", "col", "wbr", "frame",
  ]

  init(limits: ExtractionLimits) { self.limits = limits }

  private var top: Element {
    stack.last
      ?? Element(name: "", sight: HTMLSight(), isQuoted: restIsQuoted, keepsSpace: false, sink: .page)
  }

  // MARK: - Events

  mutating func start(_ name: String, _ attributes: [(name: String, value: String)]) {
    var element = top
    element.name = name
    element.isQuoted = element.isQuoted || restIsQuoted
    var identity: [UInt8] = []
    for (key, value) in attributes {
      switch key {
      case "style": element.sight.take(styles.style(value))
      case "hidden", "color", "text", "bgcolor", "background": element.sight.take(key, value)
      case "class", "id", "type": identity += Array(value.utf8)[...].lowercased + [0x20]
      case "href": if name == "a" || name == "area" { linkTarget = value }
      case "alt", "title", "aria-label", "summary", "placeholder": addProperty(value)
      case "content": if name == "meta", value.utf8.count > 1 { addProperty(value) }
      case "value": if name == "input" || name == "button" { show(value, element) }
      case "src": if value.utf8.prefix(11).elementsEqual("data:image/".utf8) { embeddedPictures += 1 }
      default: break
      }
    }
    quotation(name, identity, &element)
    switch name {
    case "script", "template": element.sink = .script
    case "style": element.sink = .style
    case "title": element.sink = .title
    case "pre", "textarea", "listing", "xmp", "plaintext": element.keepsSpace = true
    case "a": linkText = []
    default: break
    }
    structure(name, attributes, element)
    if !Self.empty.contains(name) { stack.append(element) }
  }

  mutating func end(_ name: String) {
    guard !Self.empty.contains(name), let index = stack.suffix(64).lastIndex(where: { $0.name == name }) else { return }
    let element = stack[index]
    stack.removeSubrange(index...)
    switch name {
    case "a": endLink(element)
    case "table": endTable(element)
    case "td", "th":
      if deepTables > 0 || tables.isEmpty { page { $0.tab() } } else { tables[tables.count - 1].isInCell = false }
    default: block(name)
    }
  }

  mutating func text(_ text: UnsafeBufferPointer<UInt8>) {
    bytes += text.count
    guard bytes <= limits.textBytes else {
      isCut = true
      return
    }
    let element = top
    switch element.sink {
    case .style: break
    case .title: properties.append(String(decoding: text, as: UTF8.self))
    case .script: hidden.add(text, isQuoted: false)
    case .page:
      if element.sight.isInvisible {
        hidden.add(text, isQuoted: element.isQuoted)
      } else {
        let isQuoted = element.isQuoted || restIsQuoted
        if linkTarget != nil, linkText.count < 4096 { linkText += text }
        page { $0.add(text, isQuoted: isQuoted, keepsSpace: element.keepsSpace) }
      }
    }
  }

  mutating func comment(_ text: String) {
    bytes += text.utf8.count
    guard bytes <= limits.textBytes else {
      isCut = true
      return
    }
    comments.append(text)
  }

  /// Ends the document and gives what is shown.
  mutating func finish() -> [HTMLFlow.Item] {
    while !tables.isEmpty { endTable(top) }
    flow.finish()
    hidden.finish()
    return flow.items
  }

  // MARK: - Parts of the page

  private mutating func structure(_ name: String, _ attributes: [(name: String, value: String)], _ element: Element) {
    switch name {
    case "br": page { $0.lineFeed() }
    case "table":
      startTable(attributes, element)
    case "tr" where deepTables == 0 && !tables.isEmpty: tables[tables.count - 1].startRow()
    case "td", "th":
      guard deepTables == 0, !tables.isEmpty else { return }
      cells += 1
      guard cells <= limits.tableCells else {
        isCut = true
        return
      }
      tables[tables.count - 1].startCell(isHeading: name == "th")
    default: block(name)
    }
  }

  private mutating func block(_ name: String) {
    if Self.paragraphs.contains(name) {
      page { $0.breakParagraph() }
      hidden.breakLine()
    } else if Self.lines.contains(name) {
      page { $0.breakLine() }
      hidden.breakLine()
    }
  }

  private mutating func startTable(_ attributes: [(name: String, value: String)], _ element: Element) {
    if tables.count >= Self.tableDepth {
      deepTables += 1
      return block("table")
    }
    // A table around another lays out the page.
    for index in tables.indices { tables[index].isLayout = true }
    var table = HTMLTable()
    table.isQuoted = element.isQuoted || restIsQuoted
    table.isLayout = attributes.contains { $0.name == "role" && $0.value.lowercased() == "presentation" }
    tables.append(table)
  }

  private mutating func endTable(_ element: Element) {
    if deepTables > 0 {
      deepTables -= 1
      return block("table")
    }
    guard let table = tables.popLast() else { return }
    if let data = table.data() {
      page { $0.add(data, isQuoted: table.isQuoted) }
    } else {
      page { page in
        page.breakParagraph()
        for row in table.rows {
          for cell in row { page.add(cell) }
          page.breakLine()
        }
        page.breakParagraph()
      }
    }
  }

  /// Changes the flow that text now goes to: the innermost cell, else the page.
  private mutating func page(_ change: (inout HTMLFlow) -> Void) {
    if let last = tables.indices.last, tables[last].isInCell, let row = tables[last].rows.indices.last,
      let cell = tables[last].rows[row].indices.last
    {
      change(&tables[last].rows[row][cell])
    } else if tables.count > 1, let outer = tables.indices.dropLast().last, tables[outer].isInCell,
      let row = tables[outer].rows.indices.last, let cell = tables[outer].rows[row].indices.last
    {
      change(&tables[outer].rows[row][cell])
    } else {
      change(&flow)
    }
  }

  private mutating func show(_ text: String, _ element: Element) {
    if element.sight.isInvisible {
      hidden.add(text, isQuoted: false)
    } else {
      page { $0.add(" " + text + " ", isQuoted: element.isQuoted) }
    }
  }

  private mutating func addProperty(_ value: String) {
    bytes += value.utf8.count
    guard bytes <= limits.textBytes else {
      isCut = true
      return
    }
    let text = value.trimmed
    if !text.isEmpty { properties.append(text) }
  }

  private mutating func endLink(_ element: Element) {
    guard let target = linkTarget else { return }
    linkTarget = nil
    let shown = String(decoding: linkText, as: UTF8.self).trimmed
    linkText = []
    guard !target.hasPrefix("#"), !target.hasPrefix("cid:") else { return }
    var bare = target[...]
    for scheme in ["mailto:", "https://", "http://", "tel:"] where bare.lowercased().hasPrefix(scheme) {
      bare = bare.dropFirst(scheme.count)
    }
    while bare.last == "/" { bare = bare.dropLast() }
    if !bare.isEmpty, !shown.contains(bare) { addProperty(target) }
  }

  // MARK: - What the reader sees

  private static let quoteMarks: [[UInt8]] = [
    "gmail_quote", "gmail_attr", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote", "moz-forward-container",
  ].map { Array($0.utf8) }
  private static let restMarks: [[UInt8]] = [
    "divrplyfwdmsg", "mail-editor-reference-message-container", "outlookmessageheader",
  ].map { Array($0.utf8) }

  /// The marks that mail programs set on an earlier message.
  private mutating func quotation(_ name: String, _ identity: [UInt8], _ element: inout Element) {
    guard !identity.isEmpty else { return }
    if name == "blockquote", identity.containsRun(Array("cite".utf8)) || identity.containsRun(Array("quote".utf8)) {
      element.isQuoted = true
    }
    if Self.quoteMarks.contains(where: identity.containsRun) { element.isQuoted = true }
    if Self.restMarks.contains(where: identity.containsRun) {
      // Outlook closes the header block at once; the earlier message follows it.
      restIsQuoted = true
      element.isQuoted = true
    }
  }
}
