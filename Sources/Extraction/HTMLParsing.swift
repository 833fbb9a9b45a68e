import CXML

/// Runs libxml2's push parser over HTML. Events only, never a tree: a tree of hostile nesting costs memory and loses text.
enum HTMLParsing {
  /// Who is told what the parser finds, in its order.
  class Listener {
    /// - Parameter name: in lower case; so are the attributes' names.
    func start(_ name: String, _ attributes: [(name: String, value: String)]) {}
    func end(_ name: String) {}
    func text(_ text: UnsafeBufferPointer<UInt8>) {}
    func comment(_ text: String) {}
  }

  /// What holds the reader while C calls back.
  private final class ReaderListener: Listener {
    var reader: HTMLReader
    init(_ reader: HTMLReader) { self.reader = reader }
    override func start(_ name: String, _ attributes: [(name: String, value: String)]) {
      reader.start(name, attributes)
    }
    override func end(_ name: String) { reader.end(name) }
    override func text(_ text: UnsafeBufferPointer<UInt8>) { reader.text(text) }
    override func comment(_ text: String) { reader.comment(text) }
  }

  /// Reads a document in UTF-8. Gives false when the parser stopped before the end.
  static func read(_ html: String, into reader: inout HTMLReader) -> Bool {
    let listener = ReaderListener(reader)
    let isWhole = read(html, telling: listener)
    reader = listener.reader
    return isWhole
  }

  /// The same for any listener.
  static func read(_ html: String, telling listener: Listener) -> Bool {
    var html = html
    return html.withUTF8 { bytes in withExtendedLifetime(listener) { parse(bytes, listener) } }
  }

  private static func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ listener: Listener) -> Bool {
    var handler = htmlSAXHandler()
    handler.startElement = { context, name, attributes in
      guard let listener = HTMLParsing.listener(context), let name else { return }
      listener.start(String(cString: name), HTMLParsing.attributes(attributes))
    }
    handler.endElement = { context, name in
      guard let listener = HTMLParsing.listener(context), let name else { return }
      listener.end(String(cString: name))
    }
    handler.characters = { context, text, count in
      guard let listener = HTMLParsing.listener(context), count > 0 else { return }
      listener.text(UnsafeBufferPointer(start: text, count: Int(count)))
    }
    handler.ignorableWhitespace = handler.characters
    handler.cdataBlock = handler.characters
    handler.comment = { context, text in
      guard let listener = HTMLParsing.listener(context), let text else { return }
      listener.comment(String(cString: text))
    }
    let user = Unmanaged.passUnretained(listener).toOpaque()
    guard let parser = htmlCreatePushParserCtxt(&handler, user, nil, 0, nil, XML_CHAR_ENCODING_UTF8) else {
      return false
    }
    defer { htmlFreeParserCtxt(parser) }
    let options =
      HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
      | HTML_PARSE_NONET.rawValue
      | HTML_PARSE_IGNORE_ENC.rawValue
    htmlCtxtUseOptions(parser, Int32(bitPattern: options))
    // The parser would stop at an attribute of ten million bytes; what it may cost is bounded by the part's size.
    parser.pointee.options |= Int32(bitPattern: XML_PARSE_HUGE.rawValue)
    var place = 0
    while place < bytes.count {
      let count = min(65536, bytes.count - place)
      let isLast = place + count == bytes.count
      bytes.withMemoryRebound(to: CChar.self) { chars in
        _ = htmlParseChunk(parser, chars.baseAddress.map { $0 + place }, Int32(count), isLast ? 1 : 0)
      }
      place += count
      if parser.pointee.disableSAX != 0 { return false }
    }
    return true
  }

  private static func listener(_ pointer: UnsafeMutableRawPointer?) -> Listener? {
    pointer.map { Unmanaged<Listener>.fromOpaque($0).takeUnretainedValue() }
  }

  private static func attributes(
    _ list: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  ) -> [(name: String, value: String)] {
    guard let list else { return [] }
    var all: [(name: String, value: String)] = []
    var index = 0
    while let name = list[index] {
      all.append((String(cString: name).lowercased(), list[index + 1].map { String(cString: $0) } ?? ""))
      index += 2
    }
    return all
  }

  /// Attributes of one tag that are taken for honest. Real ones have a dozen.
  private static let attributeLimit = 1000

  /// Whether a tag has more attributes than `attributeLimit`, read as the parser would.
  static func hasTooManyAttributes(_ html: String) -> Bool {
    var html = html
    return html.withUTF8 { bytes in
      var place = 0
      var count = 0
      var isTag = false
      var value = false
      while place < bytes.count {
        let byte = bytes[place]
        if !isTag {
          isTag = byte == 0x3C && place + 1 < bytes.count && (bytes[place + 1] | 0x20) &- 0x61 < 26
          count = 0
          value = false
        } else if value, byte == 0x22 || byte == 0x27 {
          // A quoted value may hold anything, its tag's end too.
          place += 1
          while place < bytes.count, bytes[place] != byte { place += 1 }
          value = false
        } else if byte == 0x3E {
          isTag = false
        } else if byte == 0x3D {
          value = true
        } else if byte == 0x20 || byte == 0x2F || (byte >= 0x09 && byte <= 0x0D) {
          let next = place + 1 < bytes.count ? bytes[place + 1] : 0x20
          if next > 0x20, next != 0x2F, next != 0x3D {
            count += 1
            if count > attributeLimit { return true }
          }
        } else {
          value = false
        }
        place += 1
      }
      return false
    }
  }
}
