import Extraction
import MIME

extension MessageReading {
  /// Bytes of texts, and of pages, in an answer; the frame that carries it holds a little more.
  private static let textLimit = 9 << 20
  private static let pageLimit = 3 << 20
  /// Bytes of all header fields that are shown.
  private static let fieldLimit = 256 << 10

  /// Takes as much of what was read as an answer may hold.
  init(_ message: ParsedMessage, _ extracted: ExtractedMessage, parts: [PartSummary]) {
    self.init(fields: Self.fields(message.headers), parts: parts)
    var left = Self.textLimit
    for text in extracted.texts {
      guard left > 0 else {
        isCut = true
        break
      }
      let fingerprint = TextFingerprint.of(text)
      let (kept, size) = Self.cut(text, to: left)
      left -= size
      let isWhole = kept == nil
      if !isWhole { isCut = true }
      texts.append(Text(kept ?? text, fingerprint: fingerprint, isCut: !isWhole))
    }
    left = Self.pageLimit
    for page in Extractor.pages(of: message) {
      let size = Self.size(page.page)
      guard size <= left else {
        isCut = true
        break
      }
      left -= size
      pages.append(page)
    }
  }

  /// - Returns: as much of a text as there is room for, nil for all of it; and what it takes.
  private static func cut(_ text: ExtractedText, to room: Int) -> (ExtractedText?, Int) {
    var text = text
    let around = text.place.words.utf8.count + 64
    switch text.content {
    case .prose(let prose):
      let size = prose.utf8.count + around
      guard size > room else { return (nil, size) }
      // A character that is cut in two is left out.
      var kept = prose.utf8.prefix(max(0, room - around))[...]
      while let last = kept.last, last & 0xC0 == 0x80 { kept = kept.dropLast() }
      if let last = kept.last, last >= 0xC0 { kept = kept.dropLast() }
      text.content = .prose(String(decoding: Array(kept), as: UTF8.self))
    case .table(var table):
      var size = around + (table.rowNumbers.count + table.columnNumbers.count) * 4
      for (index, row) in table.rows.enumerated() {
        size += row.reduce(4) { $0 + $1.utf8.count + 4 }
        guard size > room else { continue }
        table.rows.removeSubrange(index...)
        table.rowNumbers = Array(table.rowNumbers.prefix(index))
        if let heading = table.headingRow, heading >= index { table.headingRow = nil }
        text.content = .table(table)
        return (text, room)
      }
      return (nil, size)
    }
    return (text, room)
  }

  private static func size(_ page: SafePage) -> Int {
    page.items.reduce(page.styles.count * 24) { size, item in
      switch item {
      case .text(let text), .picture(let text), .target(let text): size + text.utf8.count + 5
      default: size + 8
      }
    }
  }

  private static func fields(_ headers: HeaderFacts) -> [Field] {
    var fields: [Field] = []
    var left = fieldLimit
    func add(_ name: String, _ value: String?) {
      guard let value, !value.isEmpty else { return }
      let kept = String(value.unicodeScalars.prefix(left / 4))
      left -= kept.utf8.count
      fields.append(Field(name: name, value: kept + (kept.utf8.count < value.utf8.count ? " …" : "")))
    }
    func words(_ box: HeaderFacts.Mailbox) -> String {
      box.name.map { $0.isEmpty || $0 == box.address ? box.address : "\($0) <\(box.address)>" } ?? box.address
    }
    add("From", headers.from.map(words).joined(separator: ", "))
    add("Sender", headers.sender.map(words))
    add("Reply to", headers.replyTo.map(words).joined(separator: ", "))
    add("To", headers.to.map(words).joined(separator: ", "))
    add("Cc", headers.cc.map(words).joined(separator: ", "))
    add("Date", headers.date)
    add("Subject", headers.subject)
    add("Message-ID", headers.messageID)
    return fields
  }
}
