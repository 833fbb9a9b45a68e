import MIME

/// An Outlook message put together from its properties.
struct MAPIMessage {
  struct File {
    var properties: MAPIProperties
    /// A message that is attached as such.
    var message: [MAPIMessage] = []
  }

  var properties = MAPIProperties()
  var recipients: [MAPIProperties] = []
  var files: [File] = []

  private typealias ID = MAPIProperties.ID
  /// Messages within messages.
  static let depth = 10
  /// Texts that programs write for programs: the message's class, types of addresses, identifiers.
  private static let machine: Set<Int> = [
    0x001A, 0x0064, 0x0075, 0x0077, 0x0C1E, 0x1035, 0x1039, 0x1042, 0x3002, 0x0042, 0x3FFA, 0x300B, 0x10F3, 0x10F4,
    0x0E28, 0x0E29, 0x3613, 0x3FF8,
  ]

  /// The charset of text in bytes: the message's, else the mail's.
  private var charset: String {
    let page = properties.number(ID.codePage) ?? properties.number(ID.internetCodePage) ?? 1252
    return CodePage.charset(page)
  }

  func add(to reading: inout DocumentReading, _ budget: inout DocumentBudget, place: String = "", depth: Int = 0) {
    func within(_ words: String) -> String { [place, words].filter { !$0.isEmpty }.joined(separator: " › ") }
    func text(_ id: Int) -> String { properties.text(id, charset: charset) ?? "" }
    reading.add(text(ID.subject), kind: .subject, place: within("subject"))
    let people = [
      text(ID.senderName), text(ID.senderAddress), text(ID.displayTo), text(ID.displayCc), text(ID.displayBcc),
    ]
    let boxes = recipients.prefix(10_000).flatMap { recipient in
      [ID.displayName, ID.internetAddress, ID.address].compactMap { recipient.text($0, charset: charset) }
    }
    var known: Set<String> = []
    let lines = (people + boxes).filter { !$0.isEmpty && known.insert($0).inserted }
    reading.add(lines.joined(separator: "\n"), kind: .header, place: within("header"))
    bodies(&reading, &budget, within)
    others(&reading, within)
    for (number, file) in files.enumerated() { add(file, number, &reading, &budget, within, depth) }
  }

  /// Text, HTML and RTF are the same message in different dress; each is read, as each may be what is shown.
  private func bodies(
    _ reading: inout DocumentReading, _ budget: inout DocumentBudget, _ within: (String) -> String
  ) {
    let plain = properties.text(ID.body, charset: charset) ?? ""
    guard budget.take(bytes: plain.utf8.count) else { return reading.fail(.bytes) }
    reading.add(PlainText.normalised(plain).trimmedLines, place: within("body"))
    if case .text(let html)? = properties.values[ID.html] {
      reading.add(html: html, place: within("body"))
    } else if let html = properties.bytes(ID.html) {
      let page = properties.number(ID.internetCodePage)
      html.withUnsafeBytes { bytes in
        let named = page.map(CodePage.charset) ?? HTMLText.declaredCharset(bytes)
        reading.add(html: TextDecoding(bytes, declared: named?.lowercased()).text, place: within("body"))
      }
    }
    guard let packed = properties.bytes(ID.compressedRTF), let rtf = CompressedRTF.unpack(packed, limit: budget.bytes)
    else {
      if properties.bytes(ID.compressedRTF)?.isEmpty == false { reading.fail("its body is damaged", .damaged) }
      return
    }
    guard budget.take(bytes: rtf.count) else { return reading.fail(.bytes) }
    var inside = DocumentReading()
    rtf.withUnsafeBytes { bytes in
      var parser = RTFParser(bytes)
      parser.read()
      parser.add(to: &inside, &budget)
    }
    for text in inside.texts where text.content != .prose(PlainText.normalised(plain).trimmedLines) {
      reading.texts.append(
        DocumentReading.Text(
          place: within(text.place.isEmpty ? "body" : "body › \(text.place)"), kind: text.kind, content: text.content))
    }
    reading.inner += inside.inner
    for note in inside.notes { reading.note(note) }
    if let reason = inside.unreadable { reading.fail(reason, inside.unreadableKind ?? .other) }
  }

  /// Contacts and appointments keep what people wrote in other properties.
  private func others(_ reading: inout DocumentReading, _ within: (String) -> String) {
    let shown: Set<Int> = [
      ID.subject, ID.body, ID.html, ID.senderName, ID.senderAddress, ID.displayTo, ID.displayCc, ID.displayBcc,
    ]
    let lines = properties.values.keys.sorted().compactMap { id -> String? in
      guard !shown.contains(id), !Self.machine.contains(id), let text = properties.text(id, charset: charset)?.trimmed,
        text.contains(where: \.isLetter)
      else { return nil }
      return text
    }
    var known: Set<String> = []
    let text = lines.filter { known.insert($0).inserted }.joined(separator: "\n")
    reading.add(text, kind: .property, place: within("properties"))
  }

  private func add(
    _ file: File, _ number: Int, _ reading: inout DocumentReading, _ budget: inout DocumentBudget,
    _ within: (String) -> String, _ depth: Int
  ) {
    func text(_ id: Int) -> String? {
      file.properties.text(id, charset: charset).flatMap { $0.trimmed.isEmpty ? nil : $0.trimmed }
    }
    let name = text(ID.attachLongName) ?? text(ID.attachName) ?? text(ID.displayName) ?? ""
    if let message = file.message.first {
      guard depth < Self.depth else { return reading.fail(.depth) }
      guard budget.take(entries: 1) else { return reading.fail(.entries) }
      message.add(
        to: &reading, &budget, place: within(name.isEmpty ? "attached message" : "attached message \(name)"),
        depth: depth + 1)
      return
    }
    guard let bytes = file.properties.bytes(ID.attachData) else {
      if !name.isEmpty { reading.names.append(name) }
      return
    }
    reading.add(
      DocumentReading.Inner(
        name: name.isEmpty ? "attachment \(number + 1)" : name, bytes: bytes, place: within("")))
  }
}

extension DocumentReading {
  /// A page of HTML inside a document.
  mutating func add(html: String, place: String) {
    let page = HTMLText(html, limits: ExtractionLimits())
    for part in page.visible {
      switch part {
      case .prose(let bytes, _): add(String(decoding: bytes, as: UTF8.self), place: place)
      case .table(let table, _): add(table, place: place)
      }
    }
    add(page.hidden, kind: .hidden, place: "\(place) › hidden text")
    add(page.comments, kind: .comment, place: "\(place) › comments in the HTML")
    add(page.properties, kind: .property, place: "\(place) › titles and links")
    if page.isCut { fail("too large to read in full", .tooLarge) }
    if page.isDamaged { fail("damaged HTML", .damaged) }
  }
}
