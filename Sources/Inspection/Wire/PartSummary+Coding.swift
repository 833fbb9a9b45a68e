import Extraction

extension PartSummary {
  func encode(to writer: inout ByteWriter) {
    writer.string(number)
    writer.string(type)
    writer.optional(name) { $0.string($1) }
    writer.list(otherNames) { $0.string($1) }
    writer.bool(isAttachment)
    writer.integer(size)
    writer.integer(characters)
    writer.choice(protection)
    writer.optional(unreadable) { $0.string($1) }
    writer.optional(unreadableKind) { $0.choice($1) }
    writer.bytes(digest)
    writer.string(contentType)
    writer.bool(isMismatch)
    writer.list(notes) { $0.string($1) }
    writer.optional(span) { writer, span in
      writer.integer(span.lowerBound)
      writer.integer(span.count)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    self.init(number: try reader.string(atMost: WireBounds.text), type: try reader.string(atMost: WireBounds.text))
    name = try reader.optionalString(atMost: WireBounds.text)
    otherNames = try reader.list(ofAtLeast: 4, atMost: 1_000) { reader throws(CodecError) in
      try reader.string(atMost: WireBounds.text)
    }
    isAttachment = try reader.bool()
    size = try reader.integer(in: 0...(1 << 50))
    characters = try reader.integer(in: 0...(1 << 50))
    protection = try reader.choice()
    unreadable = try reader.optionalString(atMost: WireBounds.words)
    unreadableKind = try reader.optional { reader throws(CodecError) in try reader.choice() }
    digest = try reader.bytes(atMost: 32)
    contentType = try reader.string(atMost: WireBounds.text)
    isMismatch = try reader.bool()
    notes = try reader.list(ofAtLeast: 4, atMost: 1_000) { reader throws(CodecError) in
      try reader.string(atMost: WireBounds.words)
    }
    span = try reader.optional { reader throws(CodecError) in
      let start = try reader.integer(in: 0...(1 << 50))
      return start..<start + (try reader.integer(in: 0...(1 << 50)))
    }
    guard digest.isEmpty || digest.count == 32 else { throw CodecError("a digest has the wrong length") }
    guard (unreadable == nil) == (unreadableKind == nil) else { throw CodecError("half a reason") }
  }
}

extension TextSummary {
  func encode(to writer: inout ByteWriter) {
    writer.optional(place.part) { $0.integer($1) }
    writer.string(place.words)
    writer.choice(kind)
    writer.bool(isQuoted)
    writer.optional(fingerprint) { $0.number($1) }
  }

  init(from reader: inout ByteReader, parts: Int) throws(CodecError) {
    let part = try reader.optional { reader throws(CodecError) in try reader.index(below: parts) }
    self.init(
      place: Place(part: part, words: try reader.string(atMost: WireBounds.text)), kind: try reader.choice(),
      isQuoted: try reader.bool(),
      fingerprint: try reader.optional { reader throws(CodecError) in try reader.number64() })
  }
}
