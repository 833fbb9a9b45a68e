public import Extraction

/// What Postern sees in one file, for an admin who asks why: the one answer of a worker that holds text.
public struct FileExtraction: Sendable, Hashable {
  public struct Text: Sendable, Hashable {
    /// In words: "sheet Data (hidden)"; the file's own name for the file as a whole.
    public var place: String
    public var kind: TextKind
    /// A table's cells are joined by tabs, its rows by line feeds.
    public var text: String
    /// A table's rows and columns, as the document calls them: one for each line of `text`, and for each cell of the longest.
    public var rows: [Int]
    public var columns: [String]

    public init(place: String, kind: TextKind, text: String, rows: [Int] = [], columns: [String] = []) {
      self.place = place
      self.kind = kind
      self.text = text
      self.rows = rows
      self.columns = columns
    }
  }

  public var part: PartSummary
  public var texts: [Text]
  /// True when there was more text than an answer may hold.
  public var isCut: Bool

  public init(part: PartSummary, texts: [Text], isCut: Bool = false) {
    self.part = part
    self.texts = texts
    self.isCut = isCut
  }
}

extension FileExtraction {
  /// Bytes of text in an answer; the frame that carries it holds a little more.
  static let textLimit = 12 << 20

  /// Takes as much of what was read as an answer may hold.
  init(_ message: ExtractedMessage, part: PartSummary) {
    self.init(part: part, texts: [])
    var left = Self.textLimit
    for text in message.texts {
      let content: String
      var rows: [Int] = []
      var columns: [String] = []
      switch text.content {
      case .prose(let prose): content = prose
      case .table(let table):
        content = table.flat
        rows = table.rows.indices.map(table.number(ofRow:))
        columns = (0..<(table.rows.lazy.map(\.count).max() ?? 0)).map(table.name(ofColumn:))
      }
      let size =
        content.utf8.count + text.place.words.utf8.count + 16 + rows.count * 4
        + columns.reduce(0) { $0 + $1.utf8.count + 4 }
      guard size <= left else {
        isCut = true
        // Without the names of rows and columns: of a table that is cut they are of no use.
        let rest = String(decoding: content.utf8.prefix(max(0, left - text.place.words.utf8.count - 16)), as: UTF8.self)
        if !rest.isEmpty { texts.append(Text(place: text.place.words, kind: text.kind, text: rest)) }
        return
      }
      left -= size
      texts.append(Text(place: text.place.words, kind: text.kind, text: content, rows: rows, columns: columns))
    }
  }

  func encode(to writer: inout ByteWriter) {
    part.encode(to: &writer)
    writer.list(texts) { writer, text in
      writer.string(text.place)
      writer.choice(text.kind)
      writer.string(text.text)
      writer.list(text.rows) { $0.number(UInt32(clamping: $1)) }
      writer.list(text.columns) { $0.string($1) }
    }
    writer.bool(isCut)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    self.init(part: try PartSummary(from: &reader), texts: [])
    texts = try reader.list(ofAtLeast: 17, atMost: WireBounds.texts) { reader throws(CodecError) in
      var text = Text(
        place: try reader.string(atMost: WireBounds.text), kind: try reader.choice(),
        text: try reader.string(atMost: WireBounds.text))
      text.rows = try reader.list(ofAtLeast: 4) { reader throws(CodecError) in Int(try reader.number32()) }
      text.columns = try reader.list(ofAtLeast: 4) { reader throws(CodecError) in
        try reader.string(atMost: WireBounds.words)
      }
      return text
    }
    isCut = try reader.bool()
  }
}
