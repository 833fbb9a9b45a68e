import MIME

/// Text files and bodies.
extension TextCollector {
  mutating func text(_ whole: UnsafeRawBufferPointer, _ item: FileItem, _ kind: FileKind) {
    let bytes = readable(whole, item)
    if kind.family == .xml {
      var reading = DocumentReading()
      XMLFile.read(bytes, into: &reading)
      for text in reading.texts {
        if case .prose(let prose) = text.content { add(prose, kind: text.kind, words: item.words) }
      }
      if reading.unreadable == nil { return }
    }
    var charset = item.charset
    if charset == nil, kind.family == .html { charset = HTMLText.declaredCharset(bytes) }
    let decoding = TextDecoding(bytes, declared: charset)
    if decoding.isUnknownCharset { note(.unknownCharset) }
    for text in [decoding.text, decoding.other].compactMap({ $0 }) {
      switch kind.family {
      case .html: html(text, item)
      case .calendar:
        let lines = PlainText.unfolded(PlainText.normalised(text))
        invite(InvitationGuests.addresses(in: lines))
        prose(lines, item, splitsQuoted: false)
      case .delimited: delimited(PlainText.normalised(text), item)
      default: plain(text, item)
      }
    }
  }

  private mutating func invite(_ addresses: [String]) {
    let known = Set(guests)
    guests += addresses.filter { !known.contains($0) }.prefix(
      InvitationGuests.most - min(guests.count, InvitationGuests.most))
  }

  /// As much of a text file as may be read: what is beyond would only be copied, and then left out. UTF-16 has two bytes for one.
  private mutating func readable(_ bytes: UnsafeRawBufferPointer, _ item: FileItem) -> UnsafeRawBufferPointer {
    let isWide = bytes.prefix(64).contains(0) || bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    // A little more than is taken, so that the cut falls where the text is counted.
    let most = limits.textBytes * (isWide ? 2 : 1) + 4096
    guard bytes.count > most else { return bytes }
    tooMuch()
    return UnsafeRawBufferPointer(rebasing: bytes[..<most])
  }

  private mutating func plain(_ text: String, _ item: FileItem) {
    var text = PlainText.normalised(text)
    if item.isFlowed { text = PlainText.unflowed(text, removesSpace: item.deletesSpace) }
    // A list that was attached as something else is still a list.
    if item.isAttachment, DelimitedTable.looksLikeOne(text) { return delimited(text, item) }
    prose(text, item, splitsQuoted: true)
  }

  private mutating func prose(_ text: String, _ item: FileItem, splitsQuoted: Bool, kind: TextKind = .visible) {
    guard splitsQuoted else { return add(text.trimmedLines, kind: kind, words: item.words) }
    for run in QuotedText.runs(of: text) { add(run.text, kind: kind, words: item.words, isQuoted: run.isQuoted) }
  }

  private mutating func delimited(_ text: String, _ item: FileItem) {
    guard let reading = DelimitedTable(text, limit: limits.tableCells) else {
      return prose(text, item, splitsQuoted: false)
    }
    add(reading.table, kind: .visible, words: item.words, isQuoted: false)
    if reading.isCut { markUnreadable("too large to read in full", .tooLarge, words: item.words) }
  }

  private mutating func html(_ text: String, _ item: FileItem) {
    let reading = HTMLText(text, limits: limits)
    let words = item.words
    for part in reading.visible {
      switch part {
      case .prose(let bytes, let isQuoted):
        let text = String(decoding: bytes, as: UTF8.self)
        if isQuoted {
          add(text, kind: .visible, words: words, isQuoted: true)
        } else {
          prose(text, item, splitsQuoted: true)
        }
      case .table(let table, let isQuoted): add(table, kind: .visible, words: words, isQuoted: isQuoted)
      }
    }
    if !reading.hidden.isEmpty { add(reading.hidden, kind: .hidden, words: words + " › hidden text") }
    if !reading.comments.isEmpty { add(reading.comments, kind: .comment, words: words + " › comments in the HTML") }
    if !reading.properties.isEmpty { add(reading.properties, kind: .property, words: words + " › titles and links") }
    if reading.isCut { markUnreadable("too large to read in full", .tooLarge, words: words) }
    if reading.isDamaged { markUnreadable("damaged HTML", .damaged, words: words) }
    if reading.embeddedPictures > 0 {
      markUnreadable("picture inside the text: not read yet", .picture, words: words)
    }
  }
}
