import CGMime

extension TreeBuilder {
  /// Reads a message that is one plain text under a header in good order, as most are, without GMime's tree of objects.
  /// - Returns: nil for anything else: then it is read as a whole by GMime, which knows how programs take what is odd.
  func plainMessage(in source: PartSource, slot: Slot) -> MessageHeader? {
    guard slot.boundary == nil, slot.end == source.bytes.count, parts.count < limits.parts, slot.depth <= limits.depth,
      !isExhausted(source), let bodyStart = Self.endOfOrderlyHeader(source.bytes), bodyStart < source.bytes.count
    else { return nil }
    let fields = HeaderFields(source.slice(0..<bodyStart), limit: limits.headerBytes)
    let types = fields.all("content-type")
    guard !fields.isCut, fields.strays.isEmpty, fields.first("content-disposition") == nil, types.count <= 1,
      types.allSatisfy(Self.isPlainText)
    else { return nil }
    let header = header(fields, part: slot.parent)
    var entity = slot
    entity.number = slot.prefix + "1"
    let type =
      types.first.map { value in
        HeaderDecoding.withCString(value) { g_mime_content_type_parse(GMimeLibrary.options, $0) }
      } ?? nil
    defer { if let type { g_object_unref(type) } }
    let index = parts.count
    parts.append(
      describe(
        EntityHead(contentType: type, disposition: nil, isMultipart: false, body: bodyStart..<source.bytes.count),
        fields: fields, header: 0..<bodyStart, slot: entity))
    leaf(index, fields, entity)
    return header
  }

  /// A header that is longer is left to GMime.
  private static let headerBound = 64 << 10
  private static let lineBound = 2_000

  /// Where the body begins under a header of which each line is a field with a plain name, or goes on with one; nil
  /// where anything is out of order.
  static func endOfOrderlyHeader(_ bytes: UnsafeRawBufferPointer) -> Int? {
    var start = 0
    while start < min(bytes.count, headerBound) {
      guard let feed = bytes.index(of: 0x0A, from: start), feed - start < lineBound else { return nil }
      let end = feed > start && bytes[feed - 1] == 0x0D ? feed - 1 : feed
      if end == start { return start > 0 ? feed + 1 : nil }
      let line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
      guard line.index(of: 0x0D, from: 0) == nil, line.index(of: 0, from: 0) == nil,
        start > 0 && line[0].isBlank ? line.contains(where: { !$0.isBlank }) : beginsField(line)
      else { return nil }
      start = feed + 1
    }
    return nil
  }

  private static func beginsField(_ line: UnsafeRawBufferPointer) -> Bool {
    for (place, byte) in line.enumerated() {
      switch byte {
      case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, 0x2D: continue
      case 0x3A: return place > 0
      default: return false
      }
    }
    return false
  }

  /// "text/plain" alone, or with parameters that are spelt as the standard has it.
  static func isPlainText(_ value: [UInt8]) -> Bool {
    let pieces = value.split(separator: 0x3B, omittingEmptySubsequences: false)
    guard let head = pieces.first, head.elementsEqual("text/plain".utf8, by: { $0.lowercased == $1 }) else {
      return false
    }
    return pieces.dropFirst().allSatisfy { piece in
      let bare = piece.drop(while: \.isSpace)
      guard let equals = bare.firstIndex(of: 0x3D), equals > bare.startIndex else { return false }
      var word = bare[(equals + 1)...]
      if word.first == 0x22, word.last == 0x22, word.count > 2 { word = word.dropFirst().dropLast() }
      return !word.isEmpty && bare[..<equals].allSatisfy(isToken) && word.allSatisfy(isToken)
    }
  }

  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, 0x2D, 0x2E, 0x5F, 0x2B: true
    default: false
    }
  }
}
