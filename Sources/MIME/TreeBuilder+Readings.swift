extension TreeBuilder {
  /// The other ways to split a multipart: by its other boundaries, as its other headers say, decoded as a whole.
  func otherReadings(
    ofMultipart index: Int, _ fields: HeaderFields, body: Range<Int>, boundary: [UInt8]?, childCount: Int, _ slot: Slot
  ) {
    guard !isExhausted(slot.source) else { return }
    let used = boundary.map { String(decoding: $0, as: UTF8.self) }
    var tried: Set<String> = used.map { [$0] } ?? []
    let type = parts[index].type
    for value in fields.all("content-type") {
      let parameters = HeaderParameters(value)
      for other in parameters.values("boundary") + parameters.values("boundary*") where tried.insert(other).inserted {
        note(.doubledParameter, part: index)
        reread(.otherBoundary, "Content-Type: \(type); boundary=\(quoted(other))", body: body, slot)
      }
    }
    if childCount == 0, let guess = firstDelimiter(in: slot.source.slice(body)), tried.insert(guess).inserted {
      note(.conflictingType, part: index)
      reread(.otherBoundary, "Content-Type: \(type); boundary=\(quoted(guess))", body: body, slot)
    }
    // RFC 2045 §6.4: a multipart is 7bit, 8bit or binary. Some programs decode it all the same.
    for encoding in encodings(fields, part: index) where encoding != .identity {
      note(.conflictingType, part: index)
      let value = fields.first("content-type").map { HeaderParameters($0) }
      let boundary = used ?? value?.values("boundary").first ?? ""
      reread(
        .otherHeader, "Content-Type: \(type); boundary=\(quoted(boundary))",
        body: body, decoding: encoding, slot)
    }
    otherTypes(index, fields, body: body, slot) { $0.head == type }
  }

  /// The other ways to read a leaf: as its other headers say.
  func otherReadings(ofLeaf index: Int, _ fields: HeaderFields, body: Range<Int>, _ slot: Slot) {
    let part = parts[index]
    otherTypes(index, fields, body: body, slot) { parameters in
      guard parameters.head == part.type else { return false }
      let charsets = parameters.values("charset")
      guard let used = part.charset else { return true }
      return charsets.isEmpty || charsets.contains { $0.lowercased() == used }
    }
    for value in fields.all("content-type") {
      for charset in HeaderParameters(value).values("charset").prefix(8)
      where part.charset != nil && charset.lowercased() != part.charset {
        note(.doubledParameter, part: index)
        var other = part
        other.parameters["charset"] = charset
        other.reading = .otherHeader
        append(reading: other)
      }
    }
  }

  /// Readings by each Content-Type that is not the one in use.
  private func otherTypes(
    _ index: Int, _ fields: HeaderFields, body: Range<Int>, _ slot: Slot, isUsed: (HeaderParameters) -> Bool
  ) {
    let all = fields.fields.filter { $0.name == "content-type" }
    var tried: Set<[UInt8]> = []
    for field in all where tried.insert(field.value).inserted {
      let parameters = HeaderParameters(field.value)
      if isUsed(parameters), !field.hasSpaceBeforeColon { continue }
      note(all.count > 1 ? .doubledHeader : .conflictingType, part: index)
      guard parameters.head.split(separator: "/").count == 2 else { continue }
      var lines = "Content-Type: \(parameters.head)"
      for parameter in parameters.parameters.prefix(20) where parameter.value.utf8.count < 1000 {
        lines += ";\r\n \(parameter.name)=\(quoted(parameter.value))"
      }
      if let encoding = fields.first("content-transfer-encoding") {
        lines += "\r\nContent-Transfer-Encoding: \(HeaderParameters(encoding).head)"
      }
      if let name = parts[index].name { lines += "\r\nContent-Disposition: attachment; filename=\(quoted(name))" }
      reread(.otherHeader, lines, body: body, slot)
    }
  }

  /// Reads a body again under another header.
  private func reread(
    _ reading: MIMEPart.Reading, _ header: String, body: Range<Int>, decoding: TransferEncoding = .identity,
    _ slot: Slot
  ) {
    guard readingsLeft > 0, body.count <= readingBytesLeft else {
      note(.tooManyParts)
      return addRaw(body, slot: slot, reading: .raw)
    }
    readingsLeft -= 1
    readingBytesLeft -= body.count
    let head = Array((header + "\r\n\r\n").utf8)
    let source = head.withUnsafeBytes { head in
      if decoding == .identity { return PartSource(copying: [head, slot.source.slice(body)]) }
      return PartContent.decode(slot.source.slice(body), decoding).withUnsafeBytes { PartSource(copying: [head, $0]) }
    }
    var other = slot
    other.source = source
    other.end = source.bytes.count
    other.boundary = nil
    other.reading = reading
    reread(source, headerEnd: head.count, other)
  }

  /// The boundary that a body seems to have: its first line that begins with two hyphens.
  private func firstDelimiter(in body: UnsafeRawBufferPointer) -> String? {
    var place = 0
    while let start = body.lineStart(with: [0x2D, 0x2D], from: place) {
      let (end, next) = body.line(from: start)
      let text = body[(start + 2)..<end]
      // At most 70 characters (RFC 2046 §5.1.1); a line of hyphens alone is a rule drawn in a text.
      if text.count >= 1, text.count <= 200, text.contains(where: { $0 != 0x2D && !$0.isSpace }) {
        var boundary = Array(text)
        while let last = boundary.last, last.isSpace { boundary.removeLast() }
        return String(decoding: boundary, as: UTF8.self)
      }
      place = next
    }
    return nil
  }

  private func quoted(_ value: String) -> String {
    var text = "\""
    for character in value where character != "\r" && character != "\n" {
      if character == "\"" || character == "\\" { text.append("\\") }
      text.append(character)
    }
    return text + "\""
  }
}
