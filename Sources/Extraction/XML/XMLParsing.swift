import CXML

/// What is told about an XML document, event by event.
protocol XMLHandler: AnyObject {
  /// - Parameter name: without its prefix: documents of one format hold no two vocabularies that give a name two meanings.
  func start(_ name: XMLName, _ attributes: XMLAttributes)
  func end(_ name: XMLName)
  func text(_ bytes: UnsafeBufferPointer<UInt8>)
}

/// Runs libxml2's push parser over XML that anybody may have made: no document type, no entities but the five, no files or
/// network, and only so much depth. Events only, never a tree.
final class XMLParsing {
  enum Outcome: Hashable {
    case whole, damaged
    /// A document type declaration: Office and OpenDocument write none, attackers do.
    case declaresType
    case tooDeep

    /// In plain words; nil when all was read.
    var words: String? {
      switch self {
      case .whole: nil
      case .damaged: "damaged XML"
      case .declaresType: "XML with a document type declaration, which no honest file has"
      case .tooDeep: "XML nested too deep"
      }
    }
  }

  /// Elements inside one another; Word's nested tables and text boxes stay below a hundred.
  static let depthLimit = 240
  /// Attributes of one element. The parser compares each with all others.
  static let attributeLimit: Int32 = 2000

  private let handler: any XMLHandler
  private var parser: xmlParserCtxtPtr?
  private var depth = 0
  private var outcome = Outcome.whole

  init(_ handler: any XMLHandler) { self.handler = handler }

  deinit { if let parser { xmlFreeParserCtxt(parser) } }

  /// Takes the next bytes.
  /// - Returns: false when the rest need not come.
  func feed(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard outcome == .whole else { return false }
    if parser == nil { open() }
    guard let parser else { return false }
    var place = 0
    while place < bytes.count, parser.pointee.disableSAX == 0 {
      let count = min(65536, bytes.count - place)
      let start = bytes.baseAddress?.advanced(by: place).assumingMemoryBound(to: CChar.self)
      _ = xmlParseChunk(parser, start, Int32(count), 0)
      place += count
    }
    return parser.pointee.disableSAX == 0
  }

  func finish() -> Outcome {
    guard let parser else { return outcome == .whole ? .damaged : outcome }
    if outcome == .whole {
      if parser.pointee.disableSAX == 0 { _ = xmlParseChunk(parser, nil, 0, 1) }
      if outcome == .whole, parser.pointee.wellFormed == 0 || depth > 0 { outcome = .damaged }
    }
    return outcome
  }

  /// Reads a whole document.
  static func read(_ bytes: UnsafeRawBufferPointer, _ handler: any XMLHandler) -> Outcome {
    let parsing = XMLParsing(handler)
    _ = parsing.feed(bytes)
    return parsing.finish()
  }

  private func open() {
    var sax = xmlSAXHandler()
    sax.initialized = UInt32(XML_SAX2_MAGIC)
    sax.startElementNs = { context, name, _, _, _, _, count, _, attributes in
      guard let parsing = XMLParsing.of(context), let name else { return }
      parsing.depth += 1
      guard parsing.depth <= XMLParsing.depthLimit else { return parsing.stop(.tooDeep) }
      guard count <= XMLParsing.attributeLimit else { return parsing.stop(.damaged) }
      parsing.handler.start(XMLName(name), XMLAttributes(list: attributes, count: Int(count)))
    }
    sax.endElementNs = { context, name, _, _ in
      guard let parsing = XMLParsing.of(context), let name else { return }
      parsing.depth -= 1
      parsing.handler.end(XMLName(name))
    }
    sax.characters = { context, text, count in
      guard let parsing = XMLParsing.of(context), count > 0 else { return }
      parsing.handler.text(UnsafeBufferPointer(start: text, count: Int(count)))
    }
    sax.ignorableWhitespace = sax.characters
    sax.cdataBlock = sax.characters
    sax.internalSubset = { context, _, _, _ in XMLParsing.of(context)?.stop(.declaresType) }
    let user = Unmanaged.passUnretained(self).toOpaque()
    guard let parser = xmlCreatePushParserCtxt(&sax, user, nil, 0, nil) else { return }
    let options =
      XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
      | XML_PARSE_RECOVER.rawValue
    xmlCtxtUseOptions(parser, Int32(bitPattern: options))
    self.parser = parser
  }

  private func stop(_ outcome: Outcome) {
    self.outcome = outcome
    if let parser { xmlStopParser(parser) }
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> XMLParsing? {
    context.map { Unmanaged<XMLParsing>.fromOpaque($0).takeUnretainedValue() }
  }
}
