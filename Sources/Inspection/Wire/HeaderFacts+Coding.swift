import MIME

extension HeaderFacts {
  func encode(to writer: inout ByteWriter) {
    for boxes in [from, replyTo, to, cc] { writer.list(boxes) { $1.encode(to: &$0) } }
    writer.optional(sender) { $1.encode(to: &$0) }
    writer.string(subject)
    writer.optional(messageID) { $0.string($1) }
    writer.optional(date) { $0.string($1) }
    writer.list(answers) { $0.string($1) }
    for fact in [isAutomatic, isList, isReply, isTruncated] { writer.bool(fact) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    self.init()
    func boxes(_ reader: inout ByteReader) throws(CodecError) -> [Mailbox] {
      try reader.list(ofAtLeast: 5) { reader throws(CodecError) in try Mailbox(from: &reader) }
    }
    from = try boxes(&reader)
    replyTo = try boxes(&reader)
    to = try boxes(&reader)
    cc = try boxes(&reader)
    sender = try reader.optional { reader throws(CodecError) in try Mailbox(from: &reader) }
    subject = try reader.string(atMost: WireBounds.text)
    messageID = try reader.optionalString(atMost: WireBounds.text)
    date = try reader.optionalString(atMost: WireBounds.text)
    answers = try reader.list(ofAtLeast: 4, atMost: 20) { reader throws(CodecError) in
      try reader.string(atMost: WireBounds.text)
    }
    isAutomatic = try reader.bool()
    isList = try reader.bool()
    isReply = try reader.bool()
    isTruncated = try reader.bool()
  }
}

extension HeaderFacts.Mailbox {
  func encode(to writer: inout ByteWriter) {
    writer.optional(name) { $0.string($1) }
    writer.string(address)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    self.init(
      name: try reader.optionalString(atMost: WireBounds.text), address: try reader.string(atMost: WireBounds.text))
  }
}
