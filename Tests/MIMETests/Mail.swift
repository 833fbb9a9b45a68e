import MIME

/// A message as text, lines ended as on the wire.
func wire(_ text: String) -> [UInt8] { Array(text.replacing("\n", with: "\r\n").utf8) }

/// What is read out of a message: facts alone, so that nothing outlives the bytes.
struct Reading {
  struct Part {
    var number: String
    var type: String
    var name: String?
    var otherNames: [String]
    var isAttachment: Bool
    var reading: MIMEPart.Reading?
    var protection: MIMEPart.Protection
    var parent: Int?
    var charset: String?
    var disposition: String?
    var transferEncoding: String
    var text: String
    var bytes: [UInt8]
    var headerRange: Range<Int>?
    var bodyRange: Range<Int>?
    var message: MessageHeader?
    var preamble: String
    var epilogue: String
    var isCut: Bool
  }

  var header: MessageHeader
  var parts: [Part]
  var ambiguities: [Ambiguity]
  var kinds: Set<Ambiguity.Kind> { Set(ambiguities.map(\.kind)) }
  /// Everything that any reading says.
  var union: String { parts.map { $0.text + $0.preamble + $0.epilogue }.joined(separator: "\n") }

  init(_ bytes: [UInt8], limits: ReadingLimits = ReadingLimits()) {
    (header, parts, ambiguities) = bytes.withUnsafeBytes { raw in
      let message = MessageReader.read(raw, limits: limits)
      let parts = message.parts.map { part in
        Part(
          number: part.number, type: part.type, name: part.name, otherNames: part.otherNames,
          isAttachment: part.isAttachment,
          reading: part.reading, protection: part.protection, parent: part.parent, charset: part.charset,
          disposition: part.disposition, transferEncoding: part.transferEncoding,
          text: String(decoding: part.content.bytes(limit: 100_000), as: UTF8.self),
          bytes: part.content.bytes(limit: 100_000), headerRange: part.headerRange, bodyRange: part.bodyRange,
          message: part.message, preamble: String(decoding: part.preamble, as: UTF8.self),
          epilogue: String(decoding: part.epilogue, as: UTF8.self), isCut: part.content.isCut)
      }
      return (message.header, parts, message.ambiguities)
    }
  }

  init(_ text: String, limits: ReadingLimits = ReadingLimits()) { self.init(wire(text), limits: limits) }
}
