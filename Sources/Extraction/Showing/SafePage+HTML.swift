extension SafePage {
  /// The page as HTML, for the body of a document. It is written just as a browser writes out what it has read (HTML §13.3),
  /// and made of elements that no browser moves, so that what it builds is what stands here.
  public var html: String {
    var html = ""
    html.reserveCapacity(items.count * 24)
    var ends: [String] = []
    for item in items {
      switch item {
      case .open(let element, let style):
        let (start, classes, end) = Self.tag(element)
        html += "<" + start + Self.attribute(classes, style) + ">" + (element == .table ? "<tbody>" : "")
        ends.append(end)
      case .cell(let isHeading, let columns, let rows, let style):
        html += isHeading ? "<th" : "<td"
        if columns > 1 { html += " colspan=\"\(columns)\"" }
        if rows > 1 { html += " rowspan=\"\(rows)\"" }
        html += Self.attribute("", style) + ">"
        ends.append(isHeading ? "</th>" : "</td>")
      case .close: html += ends.popLast() ?? ""
      case .text(let text): Self.escape(text, into: &html)
      case .lineBreak: html += "<br>"
      case .rule: html += "<hr>"
      case .picture(let words):
        html += "<span class=\"picture\">[picture" + (words.isEmpty ? "" : ": ")
        Self.escape(words, into: &html)
        html += "]</span>"
      case .target(let words):
        html += "<span class=\"target\"> ["
        Self.escape(words, into: &html)
        html += "]</span>"
      }
    }
    return html
  }

  /// The stylesheet that belongs to it.
  public var stylesheet: String {
    Self.base + styles.enumerated().map { ".s\($0.offset){\($0.element.declarations)}" }.joined()
  }

  private static let base =
    "html{color-scheme:light;background:#fff;color:#15191c}"
    + "body{margin:1rem;font:16px/1.45 system-ui,sans-serif;overflow-wrap:anywhere}"
    + ".p{margin:1em 0}.h1,.h2,.h3,.h4,.h5,.h6{font-weight:bold;margin:.8em 0}.h1{font-size:28px}.h2{font-size:22px}"
    + ".h3{font-size:18px}blockquote{margin:0 0 0 .5rem;padding-left:.75rem;border-left:3px solid #bbb}"
    + "table{border-collapse:collapse;max-width:100%}td,th{padding:2px 6px;text-align:left;vertical-align:top}"
    + ".picture,.target{color:#4b565e;background:#f2f4f5;font:14px/1.3 monospace}.note{color:#4b565e}"

  private static func attribute(_ classes: String, _ style: Int?) -> String {
    let own = style.map { "s\($0)" } ?? ""
    if classes.isEmpty, own.isEmpty { return "" }
    return " class=\"" + classes + (classes.isEmpty || own.isEmpty ? "" : " ") + own + "\""
  }

  /// Paragraphs and headings are no `p` and `h1`, which a browser closes when another begins in them.
  private static func tag(_ element: Element) -> (start: String, classes: String, end: String) {
    switch element {
    case .block: ("div", "", "</div>")
    case .paragraph: ("div", "p", "</div>")
    case .heading1: heading(1)
    case .heading2: heading(2)
    case .heading3: heading(3)
    case .heading4: heading(4)
    case .heading5: heading(5)
    case .heading6: heading(6)
    case .quotation: ("blockquote", "", "</blockquote>")
    case .list: ("ul", "", "</ul>")
    case .numberedList: ("ol", "", "</ol>")
    case .item: ("li", "", "</li>")
    case .table: ("table", "", "</tbody></table>")
    case .row: ("tr", "", "</tr>")
    case .span: ("span", "", "</span>")
    }
  }

  private static func heading(_ level: Int) -> (start: String, classes: String, end: String) {
    ("div role=\"heading\" aria-level=\"\(level)\"", "h\(level)", "</div>")
  }

  private static func escape(_ text: String, into html: inout String) {
    guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0xC2 || $0 < 0x20 }) else {
      html += text
      return
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": html += "&amp;"
      case "<": html += "&lt;"
      case ">": html += "&gt;"
      case "\u{A0}": html += "&nbsp;"
      case "\0"..<"\t", "\u{B}"..<" ": html += "\u{FFFD}"
      default: html.unicodeScalars.append(scalar)
      }
    }
  }
}
