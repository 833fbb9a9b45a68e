import Extraction
import MIME

/// What is read out of a message built in a test.
struct Extracted {
  var message: ExtractedMessage
  /// Declared type of each part.
  var types: [String]

  init(_ text: String, limits: ExtractionLimits = ExtractionLimits()) {
    self.init(Array(text.replacing("\n", with: "\r\n").utf8), limits: limits)
  }

  init(_ bytes: [UInt8], limits: ExtractionLimits = ExtractionLimits()) {
    (message, types) = bytes.withUnsafeBytes { raw in
      let parsed = MessageReader.read(raw)
      return (Extractor.extract(parsed, limits: limits), parsed.parts.map(\.type))
    }
  }

  /// A message with one part.
  init(type: String, _ body: String, headers: String = "") {
    self.init("Subject: s\nContent-Type: \(type)\n\(headers.isEmpty ? "" : headers + "\n")\n\(body)")
  }

  init(type: String, bytes: [UInt8], headers: String = "") {
    let head =
      "Subject: s\r\nContent-Type: \(type)\r\n\(headers.isEmpty ? "" : headers + "\r\n")Content-Transfer-Encoding: binary\r\n\r\n"
    self.init(Array(head.utf8) + bytes)
  }

  var first: PartReading { message.parts.first ?? PartReading() }
  var tables: [Table] {
    message.texts.compactMap { if case .table(let table) = $0.content { table } else { nil } }
  }

  func prose(_ kind: TextKind = .visible, quoted: Bool? = nil) -> [String] {
    message.texts.filter { $0.kind == kind && (quoted == nil || $0.isQuoted == quoted) }.compactMap {
      if case .prose(let text) = $0.content { text } else { nil }
    }
  }

  func place(of text: String) -> String? {
    message.texts.first {
      switch $0.content {
      case .prose(let prose): prose.contains(text)
      case .table(let table): table.flat.contains(text)
      }
    }?.place.words
  }
}
