/// What an HTML document says: the page as its reader sees it, and apart from it what the reader does not see.
struct HTMLText {
  var visible: [HTMLFlow.Item]
  var hidden: String
  var comments: String
  /// Titles, alternative texts, link targets that differ from what is shown; a line each.
  var properties: String
  var embeddedPictures: Int
  var isCut: Bool
  var isDamaged = false

  init(_ html: String, limits: ExtractionLimits) {
    // A zero byte would end the text for the parser.
    let html = html.utf8.contains(0) ? String(decoding: html.utf8.filter { $0 != 0 }, as: UTF8.self) : html
    var reader = HTMLReader(limits: limits)
    // The parser compares each attribute with all others of its tag.
    if HTMLParsing.hasTooManyAttributes(html) {
      isDamaged = true
    } else {
      isDamaged = !HTMLParsing.read(html, into: &reader)
    }
    visible = reader.finish()
    hidden = Self.text(reader.hidden.items)
    properties = reader.properties.joined(separator: "\n")
    embeddedPictures = reader.embeddedPictures
    isCut = reader.isCut
    comments = reader.comments.map { Self.comment($0, limits) }.filter { !$0.isEmpty }.joined(separator: "\n")
    if isDamaged { hidden += "\n" + Self.withoutTags(html) + "\n" + html }
  }

  /// The charset that the document itself names in its first kilobyte (HTML §4.2.5.4).
  static func declaredCharset(_ bytes: UnsafeRawBufferPointer) -> String? {
    let start = String(decoding: bytes.prefix(1024), as: UTF8.self).lowercased()
    guard let hit = start.firstRange(of: "charset=") else { return nil }
    let name = start[hit.upperBound...].drop { "\"' ".contains($0) }.prefix {
      $0.isLetter || $0.isNumber || "-_".contains($0)
    }
    return name.isEmpty ? nil : String(name)
  }

  private static func text(_ items: [HTMLFlow.Item]) -> String {
    var lines: [String] = []
    for case .prose(let text, _) in items { lines.append(String(decoding: text, as: UTF8.self)) }
    return lines.joined(separator: "\n")
  }

  /// A comment's text; Outlook's conditional ones hold a page of their own.
  private static func comment(_ text: String, _ limits: ExtractionLimits) -> String {
    guard text.utf8.contains(0x3C) else { return text.hasPrefix("[if") || text.hasPrefix("[endif") ? "" : text.trimmed }
    return withoutTags(text)
  }

  /// Text between tags, for what is not read as a page.
  private static func withoutTags(_ html: String) -> String {
    var bytes: [UInt8] = []
    var isTag = false
    for byte in html.utf8 {
      if byte == 0x3C {
        isTag = true
        if bytes.last != 0x20 { bytes.append(0x20) }
      } else if byte == 0x3E {
        isTag = false
      } else if !isTag {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self).trimmed
  }
}
