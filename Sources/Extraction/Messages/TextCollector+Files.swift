import MIME

/// Files of every kind, and the files in them.
extension TextCollector {
  mutating func file(_ bytes: UnsafeRawBufferPointer, _ item: FileItem, _ kind: FileKind) {
    switch kind.family {
    case .machine: break
    case .text, .html, .calendar, .delimited, .xml:
      if item.isAttachment { leaves.open += 1 }
      text(bytes, item, kind)
    case .mail: mail(bytes, item)
    case .mailbox: mailbox(bytes, item)
    case .document(let format): document(bytes, item, kind, format)
    case .sealed:
      leaves.locked += 1
      leaves.isSealed = true
      addNote("it is a \(kind.words), which only its recipient opens", of: item)
    case .unreadable(let reason):
      leaves.open += 1
      if reason != .picture, reason != .audio {
        add(Letters.runs(in: bytes), kind: .visible, words: item.words + " › letters found in it")
      }
      markUnreadable("\(kind.words): \(reason == .damaged ? "damaged" : "not read yet")", reason, words: item.words)
    }
  }

  private mutating func document(
    _ bytes: UnsafeRawBufferPointer, _ item: FileItem, _ kind: FileKind, _ format: DocumentFormat
  ) {
    guard let reader = DocumentReaders.reader(of: format) else {
      leaves.open += 1
      return markUnreadable(
        "\(kind.words): not read yet", DocumentReaders.unreadableKind(of: format), words: item.words)
    }
    hasOpenedDocuments = true
    let file = DocumentFile(
      bytes: bytes, name: item.name, format: format, words: kind.words, passwords: passwords)
    var reading = reader.read(file, budget: &share)
    count(reading, item)
    let before = textCount
    for name in reading.names { add(name, kind: .fileName, words: item.words) }
    for text in reading.texts {
      let words = text.place.isEmpty ? item.words : item.words + " › " + text.place
      switch text.content {
      case .prose(let prose): add(prose, kind: text.kind, words: words)
      case .table(let table): add(table, kind: text.kind, words: words, isQuoted: false)
      }
    }
    for note in reading.notes { addNote(note, of: item) }
    if let reason = reading.unreadable {
      markUnreadable("\(kind.words): \(reason)", reading.unreadableKind ?? .other, words: item.words)
    }
    reading.texts = []
    // Behind a password nothing lies open, even where Postern knows it.
    let tally = leaves
    defer { if reading.isOpened { leaves = tally } }
    let outer = passwords
    defer { passwords = outer }
    // A message in Outlook's own format, whose files lie inside it.
    if format == .outlookMessage || format == .tnef, !reading.inner.isEmpty { takePasswords(since: before) }
    // Each is freed before the next is opened.
    reading.inner.reverse()
    while let inner = reading.inner.popLast() { self.inner(inner, item) }
  }

  /// Counts a document as open or locked.
  private mutating func count(_ reading: DocumentReading, _ item: FileItem) {
    switch reading.protection {
    case .openPassword, .weakPassword, .encryptedMail:
      leaves.locked += 1
      if reading.protection == .weakPassword { leaves.isWeak = true }
      if reading.protection == .encryptedMail { leaves.isSealed = true }
      if reading.isOpened { addNote("it opens with a password that stands in the message", of: item) }
    case .none, .editOnly, .signed:
      if reading.protection == .editOnly { leaves.isEditOnly = true }
      leaves.locked += reading.lockedEntries
      if !reading.isContainer { leaves.open += 1 }
      if reading.lockedEntries > 0 {
        addNote(
          reading.lockedEntries == 1
            ? "one file in it needs a password" : "\(reading.lockedEntries) files in it need a password", of: item)
      }
    }
  }

  private mutating func inner(_ inner: DocumentReading.Inner, _ outer: FileItem) {
    let place = [outer.words, inner.place, inner.name].filter { !$0.isEmpty }.joined(separator: " › ")
    let item = FileItem(name: inner.name, words: place, depth: outer.depth + 1)
    guard !inner.bytes.isEmpty else { return }
    guard item.depth <= limits.fileDepth else { return refuse(.depth, item) }
    guard share.take(entries: 1) else { return refuse(.entries, item) }
    inner.bytes.withUnsafeBytes { bytes in file(bytes, item, FileKind(bytes, type: "", name: inner.name)) }
  }

  private mutating func refuse(_ bound: DocumentBudget.Bound, _ item: FileItem) {
    leaves.open += 1
    markUnreadable(bound.words, .tooLarge, words: item.words)
  }

  // MARK: - Messages in files

  private mutating func mail(_ bytes: UnsafeRawBufferPointer, _ item: FileItem) {
    guard item.depth < limits.fileDepth else { return refuse(.depth, item) }
    guard share.take(bytes: bytes.count) else { return refuse(.bytes, item) }
    var reading = ReadingLimits()
    reading.decodedBytes = min(reading.decodedBytes, max(share.bytes, 1))
    let message = MessageReader.read(bytes, limits: reading)
    leaves.open += 1
    read(inner: message, words: item.words, depth: item.depth + 1)
  }

  /// Messages one after another, each behind a line that begins with "From " after an empty line (RFC 4155 appendix A).
  private mutating func mailbox(_ bytes: UnsafeRawBufferPointer, _ item: FileItem) {
    let mark = Array("From ".utf8)
    var starts: [Int] = []
    var place = 0
    while let hit = bytes.firstPlace(of: mark, from: place) {
      let isFirst = hit == 0
      let isAfterEmptyLine =
        hit >= 2 && bytes[hit - 1] == 0x0A
        && (bytes[hit - 2] == 0x0A || (hit >= 3 && bytes[hit - 2] == 0x0D && bytes[hit - 3] == 0x0A))
      if isFirst || isAfterEmptyLine { starts.append(hit) }
      place = hit + mark.count
    }
    if starts.isEmpty { return mail(bytes, item) }
    for (number, start) in starts.enumerated() {
      let end = number + 1 < starts.count ? starts[number + 1] : bytes.count
      let line = bytes.firstPlace(of: [0x0A], from: start).map { $0 + 1 } ?? end
      guard line < end else { continue }
      guard share.take(entries: 1) else { return refuse(.entries, item) }
      var message = item
      message.words += " › message \(number + 1)"
      mail(UnsafeRawBufferPointer(rebasing: bytes[line..<end]), message)
    }
  }
}
