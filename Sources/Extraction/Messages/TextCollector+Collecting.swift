import MIME

/// Putting texts, reasons and notes where they belong, within the bounds.
extension TextCollector {
  mutating func add(_ text: String, kind: TextKind, words: String, isQuoted: Bool = false) {
    guard text.contains(where: { !$0.isWhitespace }), let allowed = allowed(text) else { return }
    append(
      ExtractedText(place: Place(part: current, words: words), kind: kind, isQuoted: isQuoted, content: .prose(allowed))
    )
    // A name is no content of its file.
    if let current, kind != .fileName { parts[current].characters += allowed.codePointCount }
  }

  mutating func add(_ table: Table, kind: TextKind, words: String, isQuoted: Bool) {
    var table = table
    var size = 0
    let room = min(bytesLeft, partBytesLeft)
    for (index, row) in table.rows.enumerated() {
      size += row.reduce(0) { $0 + $1.utf8.count + 1 }
      if size > room {
        // The rows that fit are read.
        size -= row.reduce(0) { $0 + $1.utf8.count + 1 }
        table.rows.removeSubrange(index...)
        if let heading = table.headingRow, heading >= index { table.headingRow = nil }
        tooMuch()
        break
      }
    }
    guard !table.rows.isEmpty else { return }
    bytesLeft -= size
    partBytesLeft -= size
    append(
      ExtractedText(place: Place(part: current, words: words), kind: kind, isQuoted: isQuoted, content: .table(table)))
    if let current {
      parts[current].characters += table.rows.reduce(0) { $0 + $1.reduce(0) { $0 + $1.codePointCount } }
    }
  }

  private mutating func append(_ text: ExtractedText) { texts[current.map { $0 + 1 } ?? 0].append(text) }

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

  mutating func tooMuch() {
    note(.tooLarge)
    markUnreadable("too large to read in full", .tooLarge, words: partWords)
  }

  /// The first reason stays, unless a graver one comes: a bound, or anything after a mere picture or recording.
  mutating func markUnreadable(_ reason: String, _ kind: UnreadableKind, words: String) {
    guard let current else { return }
    if let known = parts[current].unreadableKind {
      let isLight = known == .picture || known == .audio
      let isGraver = (kind == .tooLarge && known != .tooLarge) || (isLight && kind != .picture && kind != .audio)
      guard isGraver else { return }
    }
    let place = relative(words)
    parts[current].unreadable = String((place.isEmpty ? reason : "\(place): \(reason)").prefix(800))
    parts[current].unreadableKind = kind
  }

  /// A place as seen from the part that it is in; empty for the part itself.
  func relative(_ words: String) -> String {
    guard words != partWords else { return "" }
    let prefix = partWords + " › "
    return words.hasPrefix(prefix) ? String(words.dropFirst(prefix.count)) : words
  }

  mutating func addNote(_ note: String, of item: FileItem) {
    let place = relative(item.words)
    addNote(place.isEmpty ? note : "\(place): \(note)")
  }

  mutating func addNote(_ note: String) {
    guard let current, parts[current].notes.count < 100 else { return }
    parts[current].notes.append(String(note.prefix(300)))
  }

  mutating func note(_ kind: Ambiguity.Kind) {
    let ambiguity = Ambiguity(kind, part: current)
    if noted.insert(ambiguity).inserted { ambiguities.append(ambiguity) }
  }
}
