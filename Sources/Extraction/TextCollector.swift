import MIME

/// Goes through a message's parts in order, and collects texts and readings.
struct TextCollector {
  let message: ParsedMessage
  let limits: ExtractionLimits
  var result = ExtractedMessage()
  private let places: PlaceWords
  private var bytesLeft: Int
  private var partBytesLeft = 0
  /// The part that is being read; nil for the message's own header.
  private var current: Int?
  private var noted: Set<Ambiguity>

  init(_ message: ParsedMessage, limits: ExtractionLimits) {
    self.message = message
    self.limits = limits
    places = PlaceWords(message)
    bytesLeft = limits.totalTextBytes
    noted = Set(message.ambiguities)
    result.ambiguities = message.ambiguities
    result.parts = [PartReading](repeating: PartReading(), count: message.parts.count)
  }

  mutating func read() {
    partBytesLeft = limits.textBytes
    header(message.header, prefix: "")
    for index in message.parts.indices {
      current = index
      partBytesLeft = limits.textBytes
      part(index)
    }
  }

  // MARK: - Parts

  private mutating func part(_ index: Int) {
    let part = message.parts[index]
    switch part.protection {
    case .none: break
    case .signed: result.parts[index].protection = .signed
    case .encrypted: result.parts[index].protection = .encryptedMail
    }
    for name in [part.name].compactMap({ $0 }) + part.otherNames {
      add(name, kind: .fileName, words: places.words[index])
    }
    if let description = part.description, !description.isEmpty {
      add(description, kind: .header, words: places.words[index] + " › description")
    }
    if let header = part.message { self.header(header, prefix: places.within[index]) }
    around(part, index)
    if !part.content.isContainer { content(part, index) }
    if part.type == "message/partial" { markUnreadable(index, "piece of a message that was sent in pieces", .other) }
    if part.content.isCut { markUnreadable(index, "too large to read in full", .tooLarge) }
  }

  /// Text before and after the parts of a multipart, which most programs do not show.
  private mutating func around(_ part: MIMEPart, _ index: Int) {
    for (bytes, kind, words) in [
      (part.preamble, TextKind.preamble, "text before the first part"),
      (part.epilogue, TextKind.epilogue, "text after the last part"),
    ] where !bytes.isEmpty {
      let text = bytes.withUnsafeBytes { TextDecoding($0, declared: nil).text }
      // What every program writes there says nothing.
      let line = text.trimmed
      if line.hasPrefix("This is a multi-part message in MIME format"), line.utf8.count < 60 { continue }
      add(PlainText.normalised(text).trimmedLines, kind: kind, words: places.words[index] + " › " + words)
    }
  }

  private mutating func content(_ part: MIMEPart, _ index: Int) {
    part.content.withBytes { bytes in
      guard bytes.count > 0 else { return }
      let kind = FileKind(bytes, type: part.type, name: part.name)
      if part.protection == .encrypted, isCipherText(part, kind) {
        result.parts[index].protection = .encryptedMail
        markUnreadable(index, "encrypted mail", .encrypted)
        // Armour is text, and what stands around it may be read.
        if kind.family != .text { return }
      }
      switch kind.family {
      case .machine: return
      case .unreadable(let reason):
        let protection = FileProtection.state(bytes, family: kind.family)
        if protection != .none { result.parts[index].protection = protection }
        if protection == .openPassword || protection == .weakPassword {
          markUnreadable(index, "\(kind.words): needs a password", .encrypted)
        } else if part.protection == .signed {
          markUnreadable(index, "signed mail (S/MIME): not read yet", .other)
        } else {
          markUnreadable(index, "\(kind.words): not read yet", reason)
        }
      case .text, .html, .calendar, .delimited: text(bytes, part, kind, index)
      }
    }
  }

  /// Whether an encrypted part's own bytes are what nobody can read, and not an explanation beside them.
  private func isCipherText(_ part: MIMEPart, _ kind: FileKind) -> Bool {
    switch part.type {
    case "application/pgp-encrypted": false
    case "text/plain" where part.parent.map { message.parts[$0].type == "multipart/encrypted" } ?? false:
      part.content.withBytes { $0.containsRun(Array("-----BEGIN PGP MESSAGE-----".utf8)) }
    default: true
    }
  }

  private mutating func text(_ bytes: UnsafeRawBufferPointer, _ part: MIMEPart, _ kind: FileKind, _ index: Int) {
    var charset = part.charset
    if charset == nil, kind.family == .html { charset = HTMLText.declaredCharset(bytes) }
    let decoding = TextDecoding(bytes, declared: charset)
    if decoding.isUnknownCharset { note(.unknownCharset, part: index) }
    for text in [decoding.text, decoding.other].compactMap({ $0 }) {
      switch kind.family {
      case .html: html(text, index)
      case .calendar: prose(PlainText.unfolded(PlainText.normalised(text)), index, splitsQuoted: false)
      case .delimited: delimited(PlainText.normalised(text), index)
      default: plain(text, part, index)
      }
    }
  }

  private mutating func plain(_ text: String, _ part: MIMEPart, _ index: Int) {
    var text = PlainText.normalised(text)
    if part.parameters["format"]?.lowercased() == "flowed" {
      text = PlainText.unflowed(text, removesSpace: part.parameters["delsp"]?.lowercased() == "yes")
    }
    // A list that was attached as something else is still a list.
    if part.isAttachment, DelimitedTable.looksLikeOne(text) { return delimited(text, index) }
    prose(text, index, splitsQuoted: true)
  }

  private mutating func prose(_ text: String, _ index: Int, splitsQuoted: Bool, kind: TextKind = .visible) {
    guard splitsQuoted else { return add(text.trimmedLines, kind: kind, words: places.words[index]) }
    for run in QuotedText.runs(of: text) {
      add(run.text, kind: kind, words: places.words[index], isQuoted: run.isQuoted)
    }
  }

  private mutating func delimited(_ text: String, _ index: Int) {
    guard let reading = DelimitedTable(text, limit: limits.tableCells) else {
      return prose(text, index, splitsQuoted: false)
    }
    add(reading.table, words: places.words[index], isQuoted: false)
    if reading.isCut { markUnreadable(index, "too large to read in full", .tooLarge) }
  }

  private mutating func html(_ text: String, _ index: Int) {
    let reading = HTMLText(text, limits: limits)
    let words = places.words[index]
    for item in reading.visible {
      switch item {
      case .prose(let bytes, let isQuoted):
        let text = String(decoding: bytes, as: UTF8.self)
        if isQuoted {
          add(text, kind: .visible, words: words, isQuoted: true)
        } else {
          prose(text, index, splitsQuoted: true)
        }
      case .table(let table, let isQuoted): add(table, words: words, isQuoted: isQuoted)
      }
    }
    if !reading.hidden.isEmpty { add(reading.hidden, kind: .hidden, words: words + " › hidden text") }
    if !reading.comments.isEmpty { add(reading.comments, kind: .comment, words: words + " › comments in the HTML") }
    if !reading.properties.isEmpty { add(reading.properties, kind: .property, words: words + " › titles and links") }
    if reading.isCut { markUnreadable(index, "too large to read in full", .tooLarge) }
    if reading.isDamaged { markUnreadable(index, "damaged HTML", .damaged) }
    if reading.embeddedPictures > 0 { markUnreadable(index, "picture inside the text: not read yet", .picture) }
  }

  // MARK: - Headers

  private mutating func header(_ header: MessageHeader, prefix: String) {
    for text in header.texts {
      switch text.name {
      case "Subject": add(text.text, kind: .subject, words: prefix + "subject")
      case "": add(text.text, kind: .header, words: prefix + "stray line in the header")
      default: add(text.text, kind: .header, words: prefix + "header " + text.name)
      }
    }
  }

  // MARK: - Collecting

  private mutating func add(_ text: String, kind: TextKind, words: String, isQuoted: Bool = false) {
    guard text.contains(where: { !$0.isWhitespace }), let allowed = allowed(text) else { return }
    append(
      ExtractedText(place: Place(part: current, words: words), kind: kind, isQuoted: isQuoted, content: .prose(allowed))
    )
    // A name is no content of its file.
    if let current, kind != .fileName { result.parts[current].characters += allowed.unicodeScalars.count }
  }

  private mutating func add(_ table: Table, words: String, isQuoted: Bool) {
    let size = table.rows.reduce(0) { $0 + $1.reduce(0) { $0 + $1.utf8.count + 1 } }
    guard size <= min(bytesLeft, partBytesLeft) else { return tooMuch() }
    bytesLeft -= size
    partBytesLeft -= size
    append(
      ExtractedText(
        place: Place(part: current, words: words), kind: .visible, isQuoted: isQuoted, content: .table(table)))
    if let current {
      result.parts[current].characters += table.rows.reduce(0) { $0 + $1.reduce(0) { $0 + $1.unicodeScalars.count } }
    }
  }

  private mutating func append(_ text: ExtractedText) { result.texts.append(text) }

  /// As much of a text as may still be taken, and says so when that is less.
  private mutating func allowed(_ text: String) -> String? {
    let size = text.utf8.count
    let room = min(bytesLeft, partBytesLeft)
    if size <= room {
      bytesLeft -= size
      partBytesLeft -= size
      return text
    }
    tooMuch()
    bytesLeft -= room
    partBytesLeft -= room
    return room > 0 ? String(decoding: text.utf8.prefix(room), as: UTF8.self) : nil
  }

  private mutating func tooMuch() {
    note(.tooLarge, part: current)
    if let current { markUnreadable(current, "too large to read in full", .tooLarge) }
  }

  /// The first reason stays, unless a graver one comes: encryption cannot be mended by reading on.
  private mutating func markUnreadable(_ index: Int, _ reason: String, _ kind: UnreadableKind) {
    guard result.parts[index].unreadable == nil || kind == .tooLarge else { return }
    result.parts[index].unreadable = reason
    result.parts[index].unreadableKind = kind
  }

  private mutating func note(_ kind: Ambiguity.Kind, part: Int?) {
    let ambiguity = Ambiguity(kind, part: part)
    if noted.insert(ambiguity).inserted { result.ambiguities.append(ambiguity) }
  }
}
