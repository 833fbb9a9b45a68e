/// Makes a page that can be shown to anybody out of any HTML. Nothing is taken over: elements and styles are looked up on
/// lists of what is allowed, and text is text.
final class HTMLSanitiser: HTMLParsing.Listener {
  private struct Source {
    var name = ""
    /// How much was open in the page before it.
    var depth = 0
    var sight = HTMLSight()
    /// Its text is no part of the page.
    var isSunk = false
    var keepsSpace = false
    var ink: UInt32 = 0
    var ground: UInt32 = 0xFFFFFF
    /// Where it links to.
    var target: String?
  }

  private var writer = PageWriter()
  private var stack: [Source] = []
  private var styles = HTMLStyles()
  /// What the innermost link shows.
  private var linkText = ""
  private var isAfterSpace = true

  /// Gives nil for what is no honest HTML at all.
  static func page(_ html: String) -> SafePage? {
    // A zero byte would end the text for the parser.
    let html = html.utf8.contains(0) ? String(decoding: html.utf8.filter { $0 != 0 }, as: UTF8.self) : html
    guard !HTMLParsing.hasTooManyAttributes(html) else { return nil }
    let sanitiser = HTMLSanitiser()
    if !HTMLParsing.read(html, telling: sanitiser) { sanitiser.writer.noteCut() }
    while !sanitiser.stack.isEmpty { sanitiser.endTop() }
    return sanitiser.writer.finish()
  }

  // MARK: - Events

  override func start(_ name: String, _ attributes: [(name: String, value: String)]) {
    var source = stack.last ?? Source()
    source.name = name
    source.depth = writer.depth
    source.target = nil
    var style = SafeStyle()
    Self.give(name, &style)
    for (key, value) in attributes {
      if key == "style" { source.sight.take(styles.style(value)) } else { source.sight.take(key, value) }
      // A size is a font's, a border a table's: elsewhere they mean other things.
      guard key != "size" || name == "font" || name == "basefont", key != "border" || name == "table" else { continue }
      style.take(key, value)
    }
    if Self.sinks.contains(name) { source.isSunk = true }
    style.makeReadable(ink: &source.ink, ground: &source.ground)
    if style.keepsSpace { source.keepsSpace = true }
    if !source.isSunk, !source.sight.hidesAll { show(name, attributes, style, &source) }
    guard !Self.empty.contains(name) else { return }
    stack.append(source)
    // What is nested deeper belongs to what is around it.
    if stack.count > Self.deepest { stack.removeLast() }
  }

  override func end(_ name: String) {
    guard !Self.empty.contains(name), let index = stack.suffix(64).lastIndex(where: { $0.name == name }) else { return }
    while stack.count > index { endTop() }
  }

  override func text(_ text: UnsafeBufferPointer<UInt8>) {
    let source = stack.last ?? Source()
    let isSpace = text.allSatisfy { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) }
    if source.isSunk || source.sight.isInvisible {
      if !isSpace, source.name != "style", source.name != "title" { writer.noteHidden() }
      return
    }
    let shown = ShownText.cleaned(text)
    if linkText.utf8.count < 4096 { linkText += shown }
    if source.keepsSpace {
      writer.text(shown, isSpace: isSpace)
    } else {
      write(collapsing: shown, isSpace: isSpace)
    }
  }

  // MARK: - What is shown

  private func show(
    _ name: String, _ attributes: [(name: String, value: String)], _ style: SafeStyle, _ source: inout Source
  ) {
    func value(_ key: String) -> String? { attributes.first { $0.name == key }?.value }
    switch name {
    case "br":
      writer.add(.lineBreak)
      isAfterSpace = true
    case "hr": writer.add(.rule)
    case "img", "image": if !Self.isTiny(value("width")) && !Self.isTiny(value("height")) { picture(value("alt")) }
    case "input", "button":
      if let text = value("value"), !["hidden", "checkbox", "radio"].contains(value("type")?.lowercased() ?? "") {
        writer.text(" [\(ShownText.words(text))] ", isSpace: false)
      }
    case "td", "th":
      guard !writer.isTooDeep else { return separate() }
      _ = writer.openCell(
        isHeading: name == "th", columns: Int(value("colspan") ?? "") ?? 1, rows: Int(value("rowspan") ?? "") ?? 1,
        style)
      isAfterSpace = true
    default:
      if name == "a", let target = value("href") {
        source.target = target
        linkText = ""
      }
      if let element = Self.elements[name] {
        guard !writer.isTooDeep else { return separate() }
        _ = writer.open(element, style)
        isAfterSpace = true
      } else if !style.isPlain, !writer.isTooDeep {
        _ = writer.open(.span, style)
      }
    }
  }

  /// Instead of an element that would lie too deep.
  private func separate() {
    writer.add(.lineBreak)
    isAfterSpace = true
  }

  private func picture(_ words: String?) {
    writer.add(.picture(ShownText.words(words ?? "")))
    isAfterSpace = false
  }

  /// White space as HTML counts it: one for many, none at the start of a line.
  private func write(collapsing text: String, isSpace: Bool) {
    if isSpace {
      if !isAfterSpace { writer.text(" ", isSpace: true) }
      isAfterSpace = true
      return
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      if byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) {
        if !isAfterSpace { bytes.append(0x20) }
        isAfterSpace = true
      } else {
        isAfterSpace = false
        bytes.append(byte)
      }
    }
    writer.text(String(decoding: bytes, as: UTF8.self), isSpace: false)
  }

  private func endTop() {
    guard let source = stack.popLast() else { return }
    if let target = source.target { link(to: target) }
    writer.close(to: source.depth)
    if Self.elements[source.name] != nil || source.name == "td" || source.name == "th" { isAfterSpace = true }
  }

  /// The true target beside what a link shows, unless that is what it shows.
  private func link(to target: String) {
    let words = ShownText.words(target)
    let shown = linkText.trimmed
    linkText = ""
    let lower = words.lowercased()
    guard !lower.hasPrefix("#"), !lower.hasPrefix("cid:") else { return }
    var bare = words[...]
    for scheme in ["mailto:", "https://", "http://", "tel:"] where bare.lowercased().hasPrefix(scheme) {
      bare = bare.dropFirst(scheme.count)
    }
    while bare.last == "/" { bare = bare.dropLast() }
    guard !bare.isEmpty, shown != words, shown != bare else { return }
    writer.add(.target(words))
    isAfterSpace = false
  }

  // MARK: - The lists

  /// Sources that are told apart: what is nested deeper ends with them.
  private static let deepest = 2_000

  private static let sinks: Set<String> = ["script", "template", "style", "title"]
  private static let empty: Set<String> = [
    "br", "hr", "img", "image", "input", "meta", "link", "base", "area", "col", "wbr", "frame",
  ]

  /// What is shown as an element of its own; any other stands for its text alone.
  private static let elements: [String: SafePage.Element] = {
    var all: [String: SafePage.Element] = [
      "p": .paragraph, "h1": .heading1, "h2": .heading2, "h3": .heading3, "h4": .heading4, "h5": .heading5,
      "h6": .heading6, "blockquote": .quotation, "ul": .list, "menu": .list, "dir": .list, "ol": .numberedList,
      "li": .item, "table": .table, "tr": .row,
    ]
    for name in [
      "div", "center", "section", "article", "header", "footer", "main", "nav", "aside", "figure", "figcaption",
      "address", "form", "fieldset", "legend", "details", "summary", "dl", "dt", "dd", "pre", "listing", "xmp",
      "plaintext", "caption", "option", "textarea",
    ] { all[name] = .block }
    return all
  }()

  /// The looks that an element has by itself.
  private static func give(_ name: String, _ style: inout SafeStyle) {
    switch name {
    case "b", "strong", "th": style.isBold = true
    case "i", "em", "cite", "dfn", "var": style.isItalic = true
    case "u", "ins": style.decoration = .underline
    case "s", "strike", "del": style.decoration = .strike
    case "sup": style.shift = .raised
    case "sub": style.shift = .lowered
    case "code", "tt", "kbd", "samp": style.isMonospaced = true
    case "small": style.size = 13
    case "big": style.size = 19
    case "center": style.alignment = .centre
    case "pre", "listing", "xmp", "plaintext", "textarea":
      style.keepsSpace = true
      style.isMonospaced = true
    default: break
    }
  }

  /// A picture that nobody sees tells its sender who opened the mail.
  private static func isTiny(_ size: String?) -> Bool {
    guard let size else { return false }
    return Int(size.prefix { $0.isNumber }).map { $0 <= 2 && !size.hasSuffix("%") } ?? false
  }
}
