import MIME

/// What stands around the content of messages and their parts.
extension TextCollector {
  /// A message inside a file: all of it belongs to the part that the file is.
  mutating func read(inner message: ParsedMessage, words: String, depth: Int) {
    let prefix = words + " › "
    let places = PlaceWords(message, prefix: prefix)
    header(message.header, prefix: prefix)
    for ambiguity in message.ambiguities { note(ambiguity.kind) }
    let outer = passwords
    defer { passwords = outer }
    let before = textCount
    var documents: [(index: Int, kind: FileKind)] = []
    for (index, part) in message.parts.enumerated() {
      about(part, words: places.words[index], within: places.within[index])
      guard !part.content.isContainer else { continue }
      if part.protection == .encrypted {
        leaves.locked += 1
        addNote("\(relative(places.words[index])) is encrypted mail")
        if part.type != "text/plain" { continue }
      }
      part.content.withBytes { bytes in
        guard bytes.count > 0 else { return }
        let kind = FileKind(bytes, type: part.type, name: part.name)
        if case .document = kind.family { return documents.append((index, kind)) }
        file(bytes, FileItem(part, words: places.words[index], depth: depth), kind)
      }
    }
    if !documents.isEmpty { takePasswords(since: before) }
    for (index, kind) in documents {
      let part = message.parts[index]
      part.content.withBytes { bytes in
        file(bytes, FileItem(part, words: places.words[index], depth: depth), kind)
      }
    }
  }

  /// Texts of the part that is being read.
  var textCount: Int { texts[current.map { $0 + 1 } ?? 0].count }

  /// Puts the passwords that stand in the texts from number `first` on before those of the message around.
  mutating func takePasswords(since first: Int) {
    let own = PasswordFinder.candidates(in: texts[current.map { $0 + 1 } ?? 0][first...])
    passwords = own + passwords.filter { !own.contains($0) }
  }

  /// A part's names and description, an embedded message's header, text around a multipart's parts.
  mutating func about(_ part: MIMEPart, words: String, within: String) {
    for name in [part.name].compactMap({ $0 }) + part.otherNames { add(name, kind: .fileName, words: words) }
    if let description = part.description, !description.isEmpty {
      add(description, kind: .header, words: words + " › description")
    }
    if let header = part.message { self.header(header, prefix: within) }
    around(part, words)
    if part.type == "message/partial" {
      markUnreadable("piece of a message that was sent in pieces", .other, words: words)
    }
    if part.content.isCut { markUnreadable("too large to read in full", .tooLarge, words: words) }
  }

  /// Text before and after the parts of a multipart, which most programs do not show.
  private mutating func around(_ part: MIMEPart, _ words: String) {
    for (bytes, kind, stands) in [
      (part.preamble, TextKind.preamble, "text before the first part"),
      (part.epilogue, TextKind.epilogue, "text after the last part"),
    ] where !bytes.isEmpty {
      let text = bytes.withUnsafeBytes { TextDecoding($0, declared: nil).text }
      // What every program writes there says nothing.
      let line = text.trimmed
      if line.hasPrefix("This is a multi-part message in MIME format"), line.utf8.count < 60 { continue }
      add(PlainText.normalised(text).trimmedLines, kind: kind, words: words + " › " + stands)
    }
  }

  mutating func header(_ header: MessageHeader, prefix: String) {
    for text in header.texts {
      switch text.name {
      case "Subject": add(text.text, kind: .subject, words: prefix + "subject")
      case "": add(text.text, kind: .header, words: prefix + "stray line in the header")
      default: add(text.text, kind: .header, words: prefix + "header " + text.name)
      }
    }
  }
}
