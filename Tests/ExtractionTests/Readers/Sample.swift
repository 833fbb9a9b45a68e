import Extraction
import Foundation
import PosternKit
import Testing

/// A sample document, and what is read out of it.
struct Sample {
  var part: PartReading
  var texts: [ExtractedText]

  /// One that is kept in the repository, made by another program.
  static func bytes(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).appending(path: "../../../Fixtures/documents").standardized
    let file = folder.appending(path: name)
    if FileManager.default.fileExists(atPath: file.path) { return Array(try Data(contentsOf: file)) }
    // A few are kept packed.
    let copy = try TemporaryFolder("postern-sample")
    try FileManager.default.copyItem(atPath: file.path + ".gz", toPath: copy.file(name + ".gz"))
    try #require(try ChildProcess("/usr/bin/gzip", ["-d", copy.file(name + ".gz")]).wait() == 0)
    return Array(try Data(contentsOf: URL(filePath: copy.file(name))))
  }

  init(_ name: String, limits: ExtractionLimits = Self.patient) throws {
    self.init(try Self.bytes(name), name: name, limits: limits)
  }

  init(_ bytes: [UInt8], name: String, limits: ExtractionLimits = Self.patient) {
    let message = bytes.withUnsafeBytes { Extractor.extract(file: $0, name: name, limits: limits) }
    part = message.parts[0]
    texts = message.texts
  }

  /// Attached to a mail whose text may give a password.
  init(attached name: String, to text: String) throws {
    let head =
      "Subject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n\(text)\r\n--b\r\n"
      + "Content-Type: application/octet-stream; name=\(name)\r\nContent-Disposition: attachment\r\n"
      + "Content-Transfer-Encoding: base64\r\n\r\n"
    let body = Data(try Self.bytes(name)).base64EncodedString(options: .lineLength76Characters)
    let message = Extracted(Array((head + body + "\r\n--b--\r\n").utf8)).message
    part = try #require(message.parts.last)
    texts = message.texts
  }

  /// How long a picture takes says nothing here: other tests run at the same time.
  static let patient: ExtractionLimits = {
    var limits = ExtractionLimits()
    limits.recognitionMilliseconds = 600_000
    return limits
  }()

  /// All text of a kind, tables flat.
  func text(_ kind: TextKind) -> String { texts.filter { $0.kind == kind }.map(\.flat).joined(separator: "\n") }

  /// The place of the first text that holds `words`, without the file's name.
  func place(_ words: String) -> String? {
    texts.first { $0.flat.contains(words) }.map { text in
      let parts = text.place.words.split(separator: " › ")
      return parts.dropFirst().joined(separator: " › ")
    }
  }

  var tables: [Table] {
    texts.compactMap { if case .table(let table) = $0.content { table } else { nil } }
  }
}

extension ExtractedText {
  var flat: String {
    switch content {
    case .prose(let prose): prose
    case .table(let table): table.flat
    }
  }
}
