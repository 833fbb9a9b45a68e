extension TreeBuilder {
  /// Decodes a part without parts of its own, in every way that its header allows.
  func leaf(_ index: Int, _ fields: HeaderFields, _ slot: Slot) {
    guard let whole = bodies[index] else { return }
    let encodings = encodings(fields, part: index)
    let body = budgeted(whole, part: index)
    let isCut = body != whole
    if encodings.first == .base64 {
      decodeBase64(index, body, isCut: isCut, slot)
    } else {
      parts[index].content = PartContent(slot.source, body, encodings.first ?? .identity, isCut: isCut)
    }
    for encoding in encodings.dropFirst() {
      var other = parts[index]
      other.reading = .otherHeader
      other.content = PartContent(slot.source, budgeted(whole, part: index), encoding)
      append(reading: other)
    }
    protection(index)
    embeddedFiles(index, slot)
    embeddedMessage(index, slot)
    otherReadings(ofLeaf: index, fields, body: whole, slot)
  }

  /// The encodings that a header may be taken to name; the first is the usual reading.
  func encodings(_ fields: HeaderFields, part: Int) -> [TransferEncoding] {
    var found: [TransferEncoding] = []
    func add(_ encoding: TransferEncoding) { if !found.contains(encoding) { found.append(encoding) } }
    let all = fields.fields.filter { $0.name == "content-transfer-encoding" }
    if Set(all.map(\.value)).count > 1 { note(.doubledHeader, part: part) }
    for field in all {
      let word = HeaderParameters(field.value).head
      if let encoding = TransferEncoding(word) {
        add(encoding)
      } else {
        // RFC 2045 §6.4 has it left alone; some programs guess.
        note(.brokenEncoding, part: part)
        add(.identity)
        if let guess = TransferEncoding(lookalike: word) { add(guess) }
      }
      if field.hasSpaceBeforeColon {
        note(.conflictingType, part: part)
        add(.identity)
      }
    }
    return found.isEmpty ? [.identity] : found
  }

  private func decodeBase64(_ index: Int, _ body: Range<Int>, isCut: Bool, _ slot: Slot) {
    let input = slot.source.slice(body)
    let decoding = Base64Decoding(input)
    parts[index].content = PartContent(decoding.bytes, isCut: isCut)
    guard let strictCount = decoding.strictCount, !isCut else { return }
    note(.brokenEncoding, part: index)
    if decoding.bytes.count - strictCount > 2 {
      var strict = parts[index]
      strict.reading = .strictPrefix
      let allowed = budgeted(0..<strictCount, part: index).upperBound
      strict.content = PartContent(Array(decoding.bytes.prefix(allowed)))
      append(reading: strict)
    }
    let foreign = Base64Decoding.foreignLines(input)
    if foreign.contains(where: { !$0.isSpace }) {
      var raw = slot
      raw.parent = parts[index].parent
      addText(foreign, slot: raw, reading: .raw)
    }
  }

  /// Adds another reading of a part, within what is allowed.
  func append(reading part: MIMEPart) {
    guard readingsLeft > 0 else { return note(.tooManyParts) }
    readingsLeft -= 1
    var part = part
    part.headerRange = nil
    part.bodyRange = nil
    parts.append(part)
  }

  /// Sees signatures and encryption by type and first lines (RFC 1847, RFC 8551, RFC 9580).
  private func protection(_ index: Int) {
    let part = parts[index]
    switch part.type {
    case "application/pkcs7-mime", "application/x-pkcs7-mime":
      parts[index].protection = smime(part)
    case "application/pgp-encrypted":
      parts[index].protection = .encrypted
    default:
      if let parent = part.parent, parts[parent].type == "multipart/encrypted" {
        parts[index].protection = .encrypted
      } else {
        parts[index].protection = part.content.withBytes(Self.inlinePGP)
      }
    }
  }

  private func smime(_ part: MIMEPart) -> MIMEPart.Protection {
    switch part.parameters["smime-type"]?.lowercased() {
    case "enveloped-data", "authenveloped-data": return .encrypted
    case "signed-data", "certs-only", "compressed-data": return .signed
    default:
      // The content type stands at the front: 1.2.840.113549.1.7.2 is signed data (RFC 5652 §5.1).
      let signedData: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02]
      return part.content.withBytes { bytes in
        UnsafeRawBufferPointer(rebasing: bytes.prefix(40)).index(of: signedData, from: 0) == nil ? .encrypted : .signed
      }
    }
  }

  /// An armoured PGP message or signed text inside a part.
  private static func inlinePGP(_ bytes: UnsafeRawBufferPointer) -> MIMEPart.Protection {
    if bytes.lineStart(with: Array("-----BEGIN PGP MESSAGE-----".utf8), from: 0) != nil { return .encrypted }
    if bytes.lineStart(with: Array("-----BEGIN PGP SIGNED MESSAGE-----".utf8), from: 0) != nil { return .signed }
    return .none
  }
}
