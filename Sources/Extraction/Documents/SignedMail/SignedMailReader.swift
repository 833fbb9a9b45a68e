import MIME

/// S/MIME mail that is signed and not encrypted, with the message inside the signature (RFC 8551 §3.5.2, RFC 5652 §5.1).
enum SignedMailReader: DocumentReader {
  /// 1.2.840.113549.1.7.2 and .3, encoded.
  private static let signed: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02]
  private static let enveloped: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x03]
  /// 1.2.840.113549.1.9.16.1.23: authenticated and enveloped.
  private static let authenticated: [UInt8] = [
    0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01, 0x17,
  ]

  static func read(_ file: DocumentFile, budget: inout DocumentBudget) -> DocumentReading {
    var reading = DocumentReading()
    guard budget.take(bytes: file.bytes.count) else {
      reading.fail(.bytes)
      return reading
    }
    var bytes = Array(file.bytes)[...]
    let parts = BERElement.take(&bytes)?.children ?? []
    guard parts.count >= 2, parts[0].tag == BERElement.Tag.identifier else {
      reading.fail("damaged", .damaged)
      return reading
    }
    if [enveloped, authenticated].contains(where: { parts[0].content.elementsEqual($0) }) {
      reading.protection = .encryptedMail
      return reading
    }
    // ContentInfo → SignedData → EncapsulatedContentInfo → eContent.
    let data = parts[1].children.first?.children ?? []
    guard parts[0].content.elementsEqual(signed),
      let wrapper = data.first(where: { $0.tag == BERElement.Tag.sequence })
    else {
      reading.fail("damaged", .damaged)
      return reading
    }
    reading.protection = .signed
    // Without content it is the signature of another part.
    guard let content = wrapper.children.first(where: { $0.tag == BERElement.Tag.first })?.children.first else {
      return reading
    }
    reading.inner.append(DocumentReading.Inner(name: "signed message.eml", bytes: content.octets(), place: ""))
    return reading
  }

  /// Whether bytes begin like a cryptographic message: a sequence, then an identifier of PKCS #7.
  static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count > 20 && bytes[0] == BERElement.Tag.sequence
      && bytes.prefix(20).containsRun([BERElement.Tag.identifier, 0x09] + signed.dropLast())
  }
}
