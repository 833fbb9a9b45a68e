import CGMime

extension TreeBuilder {
  /// Reads the parts of a multipart (RFC 2046 §5.1), then the other ways to split it.
  func multipart(
    _ multipart: UnsafeMutablePointer<GMimeMultipart>, _ index: Int, _ fields: HeaderFields, _ slot: Slot
  ) {
    guard let body = bodies[index] else { return }
    let bytes = slot.source.bytes
    let boundary = g_mime_multipart_get_boundary(multipart).map { Array(String(cString: $0).utf8) }
    parts[index].preamble = face(g_mime_multipart_get_prologue(multipart))
    parts[index].epilogue = face(g_mime_multipart_get_epilogue(multipart))
    let type = parts[index].type
    parts[index].protection =
      type == "multipart/encrypted" ? .encrypted : type == "multipart/signed" ? .signed : .none

    let count = Int(g_mime_multipart_get_count(multipart))
    if let boundary, !boundary.isEmpty {
      // RFC 2046 §5.1.1: the closing delimiter is what says that nothing is missing.
      let closing = [0x2D, 0x2D] + boundary + [0x2D, 0x2D]
      if slot.source.slice(body).lineStart(with: closing, from: 0) == nil { note(.truncatedMultipart, part: index) }
    } else {
      note(.conflictingType, part: index)
    }

    var child = slot
    child.parent = index
    child.depth += 1
    child.end = body.upperBound
    child.boundary = boundary
    child.prefix = slot.number.hasSuffix("TEXT") ? slot.prefix : slot.number + "."
    child.isInAlternative = slot.isInAlternative || type == "multipart/alternative"
    let prefix = child.prefix
    var place = body.lowerBound
    for number in 0..<count where !isExhausted(slot.source) {
      guard let object = g_mime_multipart_get_part(multipart, Int32(number)) else { continue }
      child.number = "\(prefix)\(number + 1)"
      child.prefix = child.number + "."
      let start = headerStart(of: object, in: child, after: place)
      let header = start..<bodyStart(of: object, headerStart: start, slot: child)
      if let boundary {
        child.end =
          leafRange(object)?.upperBound ?? self.end(from: header.upperBound, boundary, in: bytes, to: body.upperBound)
      }
      let childFields = HeaderFields(slot.source.slice(header), limit: limits.headerBytes)
      entity(object, fields: childFields, header: header, slot: child)
      place = max(place, child.end)
      child.end = body.upperBound
    }
    otherReadings(ofMultipart: index, fields, body: body, boundary: boundary, childCount: count, slot)
  }

  /// Where a part's header begins: GMime knows it for each field; a part without fields begins after its delimiter line.
  private func headerStart(of object: UnsafeMutablePointer<GMimeObject>, in slot: Slot, after place: Int) -> Int {
    if let boundary = slot.boundary,
      let delimiter = delimiter(boundary, in: slot.source.bytes, from: lineStart(at: place, slot.source.bytes)),
      delimiter < slot.end
    {
      let start = slot.source.bytes.line(from: delimiter).next
      let bound = leafRange(object)?.lowerBound ?? slot.end
      if start <= bound { return start }
    }
    if let list = g_mime_object_get_header_list(object), g_mime_header_list_get_count(list) > 0,
      let header = g_mime_header_list_get_header_at(list, 0)
    {
      let offset = Int(g_mime_header_get_offset(header))
      if offset >= 0, offset <= slot.end { return offset }
    }
    return leafRange(object)?.lowerBound ?? min(place, slot.end)
  }

  /// The beginning of the line after the line break at `place`, where a leaf's body ends; `place` itself at a line's start.
  private func lineStart(at place: Int, _ bytes: UnsafeRawBufferPointer) -> Int {
    if place == 0 || (place <= bytes.count && bytes[place - 1] == 0x0A) { return place }
    var start = place
    if start < bytes.count, bytes[start] == 0x0D { start += 1 }
    if start < bytes.count, bytes[start] == 0x0A { start += 1 }
    return start
  }

  /// Where a part ends: before the line break that belongs to the next delimiter.
  func end(from start: Int, _ boundary: [UInt8], in bytes: UnsafeRawBufferPointer, to limit: Int) -> Int {
    guard let delimiter = delimiter(boundary, in: bytes, from: start), delimiter <= limit else { return limit }
    var end = delimiter
    if end > start, bytes[end - 1] == 0x0A { end -= 1 }
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return end
  }

  /// The next line that is a delimiter: nothing may follow the boundary but the closing hyphens and white space, because one
  /// boundary can begin with another.
  private func delimiter(_ boundary: [UInt8], in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    let prefix = [0x2D, 0x2D] + boundary
    var place = start
    while let hit = bytes.lineStart(with: prefix, from: place) {
      let line = bytes.line(from: hit)
      var rest = bytes[(hit + prefix.count)..<max(line.end, hit + prefix.count)]
      if rest.starts(with: [0x2D, 0x2D]) { rest = rest.dropFirst(2) }
      if rest.allSatisfy(\.isBlank) { return hit }
      place = line.next
    }
    return nil
  }

  /// Text around the parts, empty when there is nothing but white space.
  private func face(_ text: UnsafePointer<CChar>?) -> [UInt8] {
    guard let text else { return [] }
    let bytes = Array(String(cString: text).utf8)
    return bytes.contains { !$0.isSpace } ? bytes : []
  }

  /// Reads an embedded message (RFC 2046 §5.2.1, RFC 6532).
  func messagePart(
    _ part: UnsafeMutablePointer<GMimeMessagePart>, _ index: Int, _ fields: HeaderFields, _ slot: Slot
  ) {
    guard let body = bodies[index] else { return }
    var child = slot
    child.parent = index
    child.depth += 1
    child.boundary = nil
    child.isInAlternative = false
    child.prefix = slot.number.hasSuffix("TEXT") ? slot.prefix : slot.number + "."
    child.end = body.upperBound
    let encoding = encodings(fields, part: index)
    // The standard forbids it, and Exchange does it: then only the decoded bytes are a message.
    if let first = encoding.first, first != .identity {
      parts[index].content = PartContent(slot.source, budgeted(body, part: index), first, isContainer: true)
      parts[index].message = embedded(parts[index].content, slot: child)
      return
    }
    parts[index].content = PartContent(slot.source, body, .identity, isContainer: true)
    if let message = g_mime_message_part_get_message(part), let object = g_mime_message_get_mime_part(message) {
      parts[index].message = read(message, object, from: body.lowerBound, slot: child)
    } else {
      // GMime stops at a depth of its own; what is left there is read again, or counted as too deep.
      parts[index].message = embedded(parts[index].content, slot: child)
    }
  }

  /// Reads decoded bytes as a message of their own.
  func embedded(_ content: PartContent, slot: Slot) -> MessageHeader? {
    guard slot.depth <= limits.depth else {
      note(.nestedTooDeep)
      content.withBytes { bytes in addText(Array(bytes), slot: slot, reading: .raw) }
      return nil
    }
    var child = slot
    child.source = content.withBytes { PartSource(copying: [$0]) }
    child.end = child.source.bytes.count
    child.boundary = nil
    return message(in: child.source, slot: child)
  }

  /// Adds bytes that stand nowhere as such, as a text.
  func addText(_ bytes: [UInt8], slot: Slot, reading: MIMEPart.Reading) {
    guard parts.count < limits.parts + limits.readings else { return note(.tooManyParts) }
    var part = MIMEPart(
      number: slot.number, parent: slot.parent, depth: slot.depth, type: "text/plain", content: PartContent(bytes))
    part.reading = reading
    parts.append(part)
  }
}
