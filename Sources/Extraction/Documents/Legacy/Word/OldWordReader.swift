import MIME

/// Documents of Word 6 to 2003 ([MS-DOC]).
enum OldWordReader: DocumentReader {
  /// What the file information block says (§2.5).
  private struct Block {
    let stream: Octets
    let flags: Int
    /// Word 97 and later.
    let isNew: Bool

    init?(_ stream: Octets) {
      guard let mark = stream.u16(0), mark == 0xA5EC || mark == 0xA5DC, let flags = stream.u16(10),
        let version = stream.u16(2)
      else { return nil }
      self.stream = stream
      self.flags = flags
      isNew = mark == 0xA5EC && version >= 0xC1
    }

    var isEncrypted: Bool { flags & 0x0100 != 0 }
    var isObfuscated: Bool { flags & 0x8000 != 0 }
    var isReserved: Bool { flags & 0x0800 != 0 }
    var table: String { flags & 0x0200 != 0 ? "1Table" : "0Table" }

    /// Characters of the body, and of what follows it: footnotes, headers, macros, comments, endnotes, boxes, boxes in
    /// headers (§2.5.4).
    var counts: [Int] {
      (0..<8).map { max(0, stream.u32((isNew ? 76 : 52) + $0 * 4) ?? 0) }
    }

    /// A table's place and size by its number (§2.5.6).
    func table(_ number: Int, in octets: Octets) -> Octets? {
      guard let place = stream.u32(154 + number * 8), let size = stream.u32(158 + number * 8), size > 0 else {
        return nil
      }
      return octets.part(place, size)
    }
  }

  private static let sections: [(place: String, kind: TextKind)] = [
    ("", .visible), ("footnotes", .footnote), ("headers and footers", .headerFooter), ("macros", .property),
    ("comments", .comment), ("endnotes", .footnote), ("text boxes", .visible),
    ("text boxes in headers", .headerFooter),
  ]
  /// Bytes of a stream from which on it is encrypted, and those that change keys (§2.2.6.2, §2.2.6.3).
  private static let clearBytes = 68
  private static let blockSize = 512

  static func read(_ file: DocumentFile, budget: inout DocumentBudget) -> DocumentReading {
    var reading = DocumentReading()
    guard let ole = OLEFile(file.bytes), let stream = ole.stream("WordDocument", limit: budget.bytes),
      let block = Block(Octets(stream))
    else {
      reading.fail("damaged", .damaged)
      return reading
    }
    var table = block.isNew ? ole.stream(block.table, limit: budget.bytes) ?? [] : stream
    guard budget.take(bytes: stream.count + (block.isNew ? table.count : 0)) else {
      reading.fail(.bytes)
      return reading
    }
    var text = stream
    if block.isEncrypted {
      reading.protection = .openPassword
      guard block.isNew, !block.isObfuscated, let cipher = cipher(table, file.passwords) else { return reading }
      reading.isOpened = true
      text = Array(stream.prefix(clearBytes)) + cipher.apply(to: stream, blockSize: blockSize).dropFirst(clearBytes)
      table = cipher.apply(to: table, blockSize: blockSize)
    } else if block.isReserved {
      reading.protection = .editOnly
    }
    guard let opened = Block(Octets(text)) else { return reading }
    read(opened, Octets(table), &reading)
    PropertySets.read(ole, &reading)
    OLEObjects.read(ole, &reading, &budget)
    return reading
  }

  private static func cipher(_ table: [UInt8], _ passwords: [String]) -> LegacyCipher? {
    guard let header = LegacyCipher.Header(Octets(table)) else { return nil }
    return passwords.lazy.compactMap { LegacyCipher(header, password: $0) }.first
  }

  private static func read(_ block: Block, _ table: Octets, _ reading: inout DocumentReading) {
    var counts = block.counts
    let pieces: WordPieces
    if block.isNew {
      guard let clx = block.table(33, in: table), let found = WordPieces(clx) else {
        return reading.fail("damaged", .damaged)
      }
      pieces = found
      // §2.7.2: fProtEnabled, fLockAtn, fLockRev: forms only, remarks only, changes tracked.
      if let settings = block.table(31, in: table),
        (settings.u16(6) ?? 0) & 0x8400 != 0 || (settings.u16(8) ?? 0) & 0x10 != 0
      {
        reading.protection = .editOnly
      }
    } else if block.flags & 4 != 0, let place = block.stream.u32(0x160), let size = block.stream.u32(0x164),
      let clx = block.stream.part(place, size), let found = WordPieces(clx, isOld: true)
    {
      pieces = found
    } else {
      let start = block.stream.u32(0x18) ?? 0
      let end = min(block.stream.u32(0x1C) ?? 0, block.stream.count)
      pieces = WordPieces(place: start, count: max(0, end - start))
      if counts.reduce(0, +) == 0 { counts[0] = end - start }
    }
    let formatting =
      block.isNew
      ? WordFormatting(block.stream, characters: block.table(12, in: table), paragraphs: block.table(13, in: table))
      : WordFormatting()
    var start = 0
    for (section, count) in zip(sections, counts) {
      if count > 0 {
        add(section.place, section.kind, start..<start + count, pieces, formatting, block, &reading)
      }
      start += count
    }
  }

  private static func add(
    _ place: String, _ kind: TextKind, _ range: Range<Int>, _ pieces: WordPieces, _ formatting: WordFormatting,
    _ block: Block, _ reading: inout DocumentReading
  ) {
    var flow = WordFlow()
    var previous: Unicode.Scalar = " "
    pieces.each(of: block.stream, in: range) { scalar, at in
      var paragraph = WordFlow.Paragraph.plain
      if scalar.value <= 0x0D {
        if WordFormatting.contains(formatting.rowEnds, at) {
          paragraph = .rowEnd
        } else if WordFormatting.contains(formatting.inTables, at) {
          paragraph = .inTable
        } else if !block.isNew, scalar.value == 7, previous.value == 7 {
          // Old files are read without their formatting; there an empty cell at the end looks like a row's end.
          paragraph = .rowEnd
        }
      }
      previous = scalar
      let sight: WordFlow.Sight =
        WordFormatting.contains(formatting.hidden, at)
        ? .hidden : WordFormatting.contains(formatting.deleted, at) ? .deleted : .shown
      flow.take(scalar, sight, paragraph)
    }
    flow.finish()
    for text in flow.texts {
      switch text {
      case .prose(let prose): reading.add(prose.trimmedLines, kind: kind, place: place)
      case .table(let table): reading.add(table, kind: kind, place: place)
      }
    }
    func beside(_ text: String, _ kind: TextKind, _ words: String) {
      reading.add(text.trimmedLines, kind: kind, place: place.isEmpty ? words : "\(place) › \(words)")
    }
    beside(flow.hidden, .hiddenText, "hidden text")
    beside(flow.deleted, .trackedChange, "deleted text")
    beside(flow.fields.filter { $0.contains("\"") }.joined(separator: "\n"), .property, "links and fields")
    if !flow.hidden.trimmed.isEmpty { reading.note("it has hidden text") }
    if !flow.deleted.trimmed.isEmpty { reading.note("it has deleted text, kept as a tracked change") }
  }
}

extension WordPieces {
  /// Calls `body` with each character in a range of them, and its place in the stream.
  func each(of stream: Octets, in range: Range<Int>, _ body: (Unicode.Scalar, Int) -> Void) {
    for piece in pieces {
      let first = max(range.lowerBound, piece.start)
      let last = min(range.upperBound, piece.start + piece.count)
      guard first < last else { continue }
      var high: UInt16?
      for number in first..<last {
        let place = piece.place + (number - piece.start) * (piece.isWide ? 2 : 1)
        if piece.isWide {
          guard let unit = stream.u16(place) else { return }
          let value = UInt16(unit)
          if let lead = high, value & 0xFC00 == 0xDC00 {
            let scalar = 0x10000 + (UInt32(lead & 0x3FF) << 10 | UInt32(value & 0x3FF))
            body(Unicode.Scalar(scalar) ?? "\u{FFFD}", place - 2)
            high = nil
          } else if value & 0xFC00 == 0xD800 {
            high = value
          } else {
            body(Unicode.Scalar(value) ?? "\u{FFFD}", place)
            high = nil
          }
        } else {
          guard let byte = stream.u8(place) else { return }
          body(Self.western[byte], place)
        }
      }
    }
  }

  /// §2.9.73: one byte a character is windows-1252.
  private static let western: [Unicode.Scalar] = (0..<256).map { byte in
    Octets([UInt8(byte)]).text("windows-1252").unicodeScalars.first ?? "\u{FFFD}"
  }
}
