import Foundation
import MIME

@testable import Protection

/// Messages that tests make, and what a test looks at in one that was rebuilt.
enum Mail {
  static func base64(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
  }

  /// Header and body of one part.
  static func part(_ type: String, _ body: String, _ more: String...) -> String {
    (["Content-Type: \(type)"] + more).joined(separator: "\n") + "\n\n" + body
  }

  static func file(_ name: String, _ bytes: [UInt8], type: String = "application/octet-stream", more: String = "")
    -> String
  {
    part(
      "\(type); name=\"\(name)\"", base64(bytes), "Content-Disposition: attachment; filename=\"\(name)\"" + more,
      "Content-Transfer-Encoding: base64")
  }

  static func multipart(_ kind: String, _ boundary: String, _ parts: [String]) -> String {
    "Content-Type: multipart/\(kind); boundary=\"\(boundary)\"\n\n"
      + parts.map { "--\(boundary)\n\($0)\n" }.joined() + "--\(boundary)--\n"
  }

  static func message(_ entity: String) -> String {
    """
    Received: from [192.0.2.7] by mail.oakfield.example; Mon, 5 Jan 2026 10:00:00 +0000
    From: =?utf-8?Q?A=2E_Ok=C3=A1for?= <a.okafor@oakfield.example>
    To: "Reed, B." <b.reed@borough.example>
    Subject: Transport
     list
    X-Odd:   spaces   kept
    MIME-Version: 1.0

    """ + entity
  }

  static func wire(_ text: String, _ lineEnd: String = "\r\n") -> [UInt8] {
    Array(text.replacingOccurrences(of: "\n", with: lineEnd).utf8)
  }

  /// The message with its splices put in.
  static func rebuilt(_ bytes: [UInt8], _ work: ProtectionWork) -> [UInt8] {
    var result: [UInt8] = []
    var place = 0
    for splice in work.splices {
      result += bytes[place..<splice.range.lowerBound]
      let before = result.count
      _ = splice.write { piece in
        result += piece
        return true
      }
      precondition(result.count - before == splice.count, "a splice is not as long as it says")
      place = splice.range.upperBound
    }
    return result + bytes[place...]
  }

  static func protect(
    _ bytes: [UInt8], password: String = "lantern-orbit", _ parts: ProtectionOrder.Parts = .attachments,
    body: Bool = false,
    name: String = "protected.zip"
  ) throws -> (bytes: [UInt8], parts: [ProtectedPart]) {
    let order = ProtectionOrder(
      password: try Password(password), parts: parts, includesBody: body, archiveName: name)
    let work = try bytes.withUnsafeBytes { bytes throws in try MessageProtector.protect(bytes, order) }
    return (rebuilt(bytes, work), work.parts)
  }

  /// One part as a test sees it: its bytes in the raw mail, and decoded.
  struct Seen: Equatable {
    var number: String
    var type: String
    var name: String?
    var disposition: String?
    var contentID: String?
    var header: [UInt8]
    var body: [UInt8]
    var content: [UInt8]
    var isMultipart: Bool
  }

  static func read(_ bytes: [UInt8]) -> [Seen] {
    bytes.withUnsafeBytes { raw in
      MessageReader.read(raw).parts.filter { $0.reading == nil }.map { part in
        Seen(
          number: part.number, type: part.type, name: part.name, disposition: part.disposition,
          contentID: part.contentID, header: part.headerRange.map { Array(raw[$0]) } ?? [],
          body: part.bodyRange.map { Array(raw[$0]) } ?? [], content: part.isMultipart ? [] : part.content.bytes(),
          isMultipart: part.isMultipart)
      }
    }
  }

  /// The message without what its splices replaced.
  static func rest(_ bytes: [UInt8], _ work: ProtectionWork) -> [UInt8] {
    var result: [UInt8] = []
    var place = 0
    for splice in work.splices {
      result += bytes[place..<splice.range.lowerBound]
      place = splice.range.upperBound
    }
    return result + bytes[place...]
  }
}
