import CGMime

/// Field names of which a mail file has at least one at its top.
private let mailFields: Set<String> = [
  "from", "to", "subject", "date", "received", "mime-version", "content-type", "message-id", "return-path",
  "x-mozilla-status",
]

extension TreeBuilder {
  /// Walks the one entity in a source that was made for another reading.
  func reread(_ source: PartSource, headerEnd: Int, _ slot: Slot) {
    GMimeLibrary.withMessage(source.bytes) { message in
      guard let message, let object = g_mime_message_get_mime_part(message) else {
        return addRaw(headerEnd..<source.bytes.count, slot: slot, reading: slot.reading)
      }
      let header = 0..<headerEnd
      let fields = HeaderFields(source.slice(header), limit: limits.headerBytes)
      entity(object, fields: fields, header: header, slot: slot)
    }
  }

  /// An attached mail file, whatever type it is declared to have.
  func embeddedMessage(_ index: Int, _ slot: Slot) {
    let part = parts[index]
    // The first piece of a split message begins with the whole's header (RFC 2046 §5.2.2.1). One that is encoded against the
    // standard is still a message to most programs.
    let isDeclared = ["message/partial", "message/rfc822", "message/global", "message/news"].contains(part.type)
    guard part.message == nil, isDeclared || part.name?.lowercased().hasSuffix(".eml") ?? false else { return }
    let isMail = part.content.withBytes { bytes in
      HeaderFields(UnsafeRawBufferPointer(rebasing: bytes.prefix(16384)), limit: 16384).fields
        .prefix(40).contains { mailFields.contains($0.name) }
    }
    guard isMail else { return }
    if !part.type.hasPrefix("text/") { parts[index].content = part.content.asContainer() }
    var child = slot
    child.parent = index
    child.depth += 1
    child.isInAlternative = false
    child.prefix = slot.number + "."
    parts[index].message = embedded(part.content, slot: child)
  }

  /// Files that were written into a text: uuencode (POSIX `uuencode`) and yEnc.
  func embeddedFiles(_ index: Int, _ slot: Slot) {
    let part = parts[index]
    guard part.type.hasPrefix("text/") || part.type == "application/octet-stream" else { return }
    let files = part.content.withBytes { EmbeddedFile.all(in: $0, limit: 1000) }
    for (number, file) in files.enumerated() {
      guard parts.count < limits.parts, slot.depth < limits.depth else { return note(.tooManyParts, part: index) }
      var child = MIMEPart(
        number: "\(slot.number).\(number + 1)", parent: index, depth: slot.depth + 1, type: "application/octet-stream",
        content: PartContent(file.bytes))
      child.name = file.name
      child.isAttachment = true
      child.reading = .embeddedFile
      parts.append(child)
      var inner = slot
      inner.number = child.number
      inner.depth += 1
      embeddedMessage(parts.count - 1, inner)
      if !file.isComplete { note(.brokenEncoding, part: parts.count - 1) }
    }
  }
}
