import Extraction

extension MessageReading {
  func encode(to writer: inout ByteWriter) {
    writer.list(fields) { writer, field in
      writer.string(field.name)
      writer.string(field.value)
    }
    writer.list(parts) { $1.encode(to: &$0) }
    writer.list(texts) { writer, text in
      TextSummary(text.text).encode(to: &writer)
      writer.number(text.fingerprint)
      writer.bool(text.isCut)
      switch text.text.content {
      case .prose(let prose):
        writer.bool(false)
        writer.string(prose)
      case .table(let table):
        writer.bool(true)
        table.encode(to: &writer)
      }
    }
    writer.list(pages) { writer, page in
      writer.integer(page.part)
      writer.string(page.place)
      page.page.encode(to: &writer)
    }
    writer.bool(isCut)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    self.init()
    fields = try reader.list(ofAtLeast: 8, atMost: 20) { reader throws(CodecError) in
      Field(name: try reader.string(atMost: 100), value: try reader.string(atMost: WireBounds.text))
    }
    parts = try reader.list(ofAtLeast: 35, atMost: WireBounds.parts) { reader throws(CodecError) in
      try PartSummary(from: &reader)
    }
    let partCount = parts.count
    texts = try reader.list(ofAtLeast: 21, atMost: WireBounds.texts) { reader throws(CodecError) in
      let summary = try TextSummary(from: &reader, parts: partCount)
      let fingerprint = try reader.number64()
      let isCut = try reader.bool()
      let content: ExtractedText.Content =
        try reader.bool() ? .table(try Table(from: &reader)) : .prose(try reader.string(atMost: WireBounds.text))
      return Text(
        ExtractedText(place: summary.place, kind: summary.kind, isQuoted: summary.isQuoted, content: content),
        fingerprint: fingerprint, isCut: isCut)
    }
    pages = try reader.list(ofAtLeast: 22, atMost: 100) { reader throws(CodecError) in
      HTMLPage(
        part: try reader.index(below: partCount), place: try reader.string(atMost: WireBounds.text),
        page: try SafePage(from: &reader))
    }
    isCut = try reader.bool()
  }

  /// For keeping it, sealed.
  public func encoded() -> [UInt8] {
    var writer = ByteWriter()
    encode(to: &writer)
    return writer.bytes
  }

  /// What `encoded` gave; nil for anything else.
  public init?(encoded bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard let reading = try? MessageReading(from: &reader), reader.remaining == 0 else { return nil }
    self = reading
  }
}

extension Table {
  func encode(to writer: inout ByteWriter) {
    writer.list(rows) { $0.list($1) { $0.string($1) } }
    writer.optional(headingRow) { $0.integer($1) }
    writer.list(rowNumbers) { $0.number(UInt32(clamping: $1)) }
    writer.list(columnNumbers) { $0.number(UInt32(clamping: $1)) }
    writer.bool(isSheet)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    self.init(
      rows: try reader.list(ofAtLeast: 4) { reader throws(CodecError) in
        try reader.list(ofAtLeast: 4) { reader throws(CodecError) in try reader.string(atMost: WireBounds.text) }
      })
    let count = rows.count
    headingRow = try reader.optional { reader throws(CodecError) in try reader.index(below: count) }
    rowNumbers = try reader.list(ofAtLeast: 4) { reader throws(CodecError) in Int(try reader.number32()) }
    columnNumbers = try reader.list(ofAtLeast: 4) { reader throws(CodecError) in Int(try reader.number32()) }
    isSheet = try reader.bool()
  }
}
