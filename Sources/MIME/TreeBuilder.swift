import CGMime

/// Walks the tree that GMime built, and lists its parts with all their readings.
final class TreeBuilder {
  /// Where an entity stands: in the tree, and in the bytes.
  struct Slot {
    var parent: Int?
    var number: String
    /// What the numbers of its children begin with: "", "2.".
    var prefix: String
    var depth: Int
    var reading: MIMEPart.Reading?
    var source: PartSource
    /// Where its header and body end at the latest.
    var end: Int
    /// The boundary that parts it from its siblings.
    var boundary: [UInt8]?
    var isInAlternative = false
  }

  let limits: ReadingLimits
  var parts: [MIMEPart] = []
  var ambiguities: [Ambiguity] = []
  /// Where each part's body stands in its source.
  var bodies: [Int: Range<Int>] = [:]
  private var noted: Set<Ambiguity> = []
  private var decodedLeft: Int
  var readingsLeft: Int
  var readingBytesLeft: Int
  private var addressesLeft: Int
  /// Sources of which the rest was handed over as raw text, because a limit was reached in them.
  private var exhausted: Set<ObjectIdentifier> = []

  init(limits: ReadingLimits) {
    self.limits = limits
    decodedLeft = limits.decodedBytes
    readingsLeft = limits.readings
    readingBytesLeft = limits.readingBytes
    addressesLeft = limits.addresses
  }

  /// Says something about the message once for each part.
  func note(_ kind: Ambiguity.Kind, part: Int? = nil) {
    let ambiguity = Ambiguity(kind, part: part)
    if noted.insert(ambiguity).inserted { ambiguities.append(ambiguity) }
  }

  // MARK: - Messages

  /// Reads a whole message out of a source: its header, then its parts.
  func message(in source: PartSource, slot: Slot) -> MessageHeader {
    GMimeLibrary.withMessage(source.bytes) { message in
      guard let message, let object = g_mime_message_get_mime_part(message) else {
        return headless(source, slot)
      }
      return read(message, object, from: 0, slot: slot)
    }
  }

  /// Reads a message that GMime has parsed, whose header begins at `start`.
  func read(
    _ message: UnsafeMutablePointer<GMimeMessage>, _ object: UnsafeMutablePointer<GMimeObject>, from start: Int,
    slot: Slot
  ) -> MessageHeader {
    let bodyStart = bodyStart(of: object, headerStart: start, slot: slot)
    let fields = HeaderFields(slot.source.slice(start..<bodyStart), limit: limits.headerBytes)
    let header = header(fields, part: slot.parent)
    var entity = slot
    let isMultipart = GMimeLibrary.is(object, GMimeLibrary.multipartType)
    entity.number = slot.prefix + (isMultipart ? "TEXT" : "1")
    self.entity(object, fields: fields, header: start..<bodyStart, slot: entity)
    return header
  }

  /// What a header says, with everything in it that programs may disagree about.
  func header(_ fields: HeaderFields, part: Int?) -> MessageHeader {
    var isCut = false
    let header = MessageHeader(fields, addressLimit: addressesLeft, addressesCut: &isCut)
    let facts = header.facts
    addressesLeft -= min(addressesLeft, facts.from.count + facts.to.count + facts.cc.count + facts.replyTo.count)
    if isCut || fields.isCut { note(.headerTruncated, part: part) }
    if fields.hasNUL { note(.nulBytes, part: part) }
    // RFC 5322 §3.6: each of these stands at most once.
    for name in ["subject", "from", "sender", "to", "cc", "reply-to", "message-id", "mime-version"]
    where fields.all(name).count > 1 {
      note(.doubledHeader, part: part)
    }
    return header
  }

  /// A message of which not even the first line is a header: it is text as it stands.
  private func headless(_ source: PartSource, _ slot: Slot) -> MessageHeader {
    let start = HeaderFields.end(in: source.bytes, from: 0)
    let fields = HeaderFields(source.slice(0..<start), limit: limits.headerBytes)
    var entity = slot
    entity.number = slot.prefix + "1"
    addRaw(0..<source.bytes.count, slot: entity, reading: nil)
    if source.bytes.count > 0 { note(.conflictingType, part: parts.count - 1) }
    return header(fields, part: slot.parent)
  }

  // MARK: - Entities

  /// Lists one entity and all below it.
  func entity(
    _ object: UnsafeMutablePointer<GMimeObject>, fields: HeaderFields, header: Range<Int>, slot: Slot
  ) {
    guard !isExhausted(slot.source) else { return }
    guard parts.count < limits.parts else { return giveRest(.tooManyParts, from: header.lowerBound, slot) }
    guard slot.depth <= limits.depth else { return giveRest(.nestedTooDeep, from: header.lowerBound, slot) }
    let index = parts.count
    parts.append(describe(object, fields: fields, header: header, slot: slot))
    if GMimeLibrary.is(object, GMimeLibrary.multipartType) {
      multipart(UnsafeMutableRawPointer(object).assumingMemoryBound(to: GMimeMultipart.self), index, fields, slot)
    } else if GMimeLibrary.is(object, GMimeLibrary.messagePartType) {
      messagePart(UnsafeMutableRawPointer(object).assumingMemoryBound(to: GMimeMessagePart.self), index, fields, slot)
    } else {
      leaf(index, fields, slot)
    }
  }

  /// Hands over everything from a place to the end of the source as raw text, once: what lies beyond a limit is not lost.
  private func giveRest(_ kind: Ambiguity.Kind, from start: Int, _ slot: Slot) {
    exhausted.insert(ObjectIdentifier(slot.source))
    note(kind)
    addRaw(start..<slot.source.bytes.count, slot: slot, reading: .raw)
  }

  func isExhausted(_ source: PartSource) -> Bool { exhausted.contains(ObjectIdentifier(source)) }

  /// Adds bytes as they stand, as a text.
  func addRaw(_ range: Range<Int>, slot: Slot, reading: MIMEPart.Reading?) {
    let cut = budgeted(range, part: parts.count)
    var part = MIMEPart(
      number: slot.number, parent: slot.parent, depth: slot.depth, type: "text/plain",
      content: PartContent(slot.source, cut, .identity, isCut: cut != range))
    part.reading = reading
    if slot.source.isRawMail { part.bodyRange = range }
    parts.append(part)
  }

  /// As much of a range as may still be decoded; says so when that is less.
  func budgeted(_ range: Range<Int>, part: Int) -> Range<Int> {
    if range.count <= decodedLeft {
      decodedLeft -= range.count
      return range
    }
    note(.tooLarge, part: part)
    let cut = range.lowerBound..<range.lowerBound + decodedLeft
    decodedLeft = 0
    return cut
  }

  // MARK: - Places

  /// Where the body of an entity begins: as GMime says for a leaf, else after the first empty line.
  func bodyStart(of object: UnsafeMutablePointer<GMimeObject>, headerStart: Int, slot: Slot) -> Int {
    leafRange(object)?.lowerBound ?? min(HeaderFields.end(in: slot.source.bytes, from: headerStart), slot.end)
  }

  /// The stretch of the source that is a leaf's body.
  func leafRange(_ object: UnsafeMutablePointer<GMimeObject>) -> Range<Int>? {
    guard GMimeLibrary.is(object, GMimeLibrary.partType),
      let wrapper = g_mime_part_get_content(UnsafeMutableRawPointer(object).assumingMemoryBound(to: GMimePart.self)),
      let stream = g_mime_data_wrapper_get_stream(wrapper)
    else { return nil }
    let start = Int(stream.pointee.bound_start)
    let end = Int(stream.pointee.bound_end)
    return start >= 0 && end >= start ? start..<end : nil
  }
}
