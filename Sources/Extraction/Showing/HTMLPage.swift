public import MIME

/// An HTML body or file of a message, as it may be shown.
public struct HTMLPage: Sendable, Hashable {
  /// Index of its part.
  public var part: Int
  /// Where it stands, in words.
  public var place: String
  public var page: SafePage

  public init(part: Int, place: String, page: SafePage) {
    self.part = part
    self.place = place
    self.page = page
  }
}

extension Extractor {
  /// Pages of one message that are made; a real one has one or two.
  private static let mostPages = 20
  /// Bytes of HTML that are looked at for one page: what is longer is shown as text alone.
  private static let longestPage = 8 << 20

  /// Every HTML part of a message, as it may be shown. What cannot be shown has no page; its text is in the extraction all
  /// the same.
  public static func pages(of message: ParsedMessage) -> [HTMLPage] {
    let places = PlaceWords(message)
    var pages: [HTMLPage] = []
    for (index, part) in message.parts.enumerated() where pages.count < mostPages && !part.content.isContainer {
      // Beside the usual reading of a part another stands, which is told as text.
      guard part.reading == nil || part.reading == .embeddedFile else { continue }
      let html: String? = part.content.withBytes { bytes in
        guard bytes.count > 0, bytes.count <= longestPage,
          FileKind(bytes, type: part.type, name: part.name).family == .html
        else { return nil }
        return TextDecoding(bytes, declared: part.charset ?? HTMLText.declaredCharset(bytes)).text
      }
      guard let html, let page = HTMLSanitiser.page(html) else { continue }
      pages.append(HTMLPage(part: index, place: places.words[index], page: page))
    }
    return pages
  }

  /// One HTML document in UTF-8, as it may be shown; nil for what is no honest HTML.
  public static func page(html: String) -> SafePage? { HTMLSanitiser.page(html) }
}
