import Extraction
import Foundation
import MIME
import Testing

/// A document that another program made, and what must be found in it.
struct Fixture: Decodable, CustomTestStringConvertible {
  struct Expectation: Decodable {
    var phrase: String
    var kind: String
    /// The end of the place in words.
    var place: String
  }

  var file: String
  var protection: String
  /// What the message states.
  var passwords: [String]
  var notes: [String]
  /// File names that must be read.
  var names: [String]
  var expected: [Expectation]

  var testDescription: String { passwords.isEmpty ? file : "\(file) with its password in the message" }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Fixtures/documents").standardized

  static func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appending(path: name))) }

  static let all: [Fixture] = {
    let text = ["manifest.jsonl", "archives.jsonl"].map { name in
      (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
    }.joined()
    return text.split(separator: "\n").compactMap { try? JSONDecoder().decode(Fixture.self, from: Data($0.utf8)) }
  }()

  /// Every file once.
  static let files = Set(all.map(\.file)).sorted()

  /// The file as it is read by itself, or out of a message that states the passwords.
  func read() throws -> ExtractedMessage { read(try Self.bytes(file)) }

  /// The same of other bytes under its name.
  func read(_ bytes: [UInt8]) -> ExtractedMessage {
    guard !passwords.isEmpty else { return bytes.withUnsafeBytes { Extractor.extract(file: $0, name: file) } }
    return mail(bytes).withUnsafeBytes { Extractor.extract(MessageReader.read($0)) }
  }

  /// A message that states the passwords.
  func mail(_ bytes: [UInt8]) -> [UInt8] {
    let words = passwords.map { "The password for the file is \"\($0)\"." }.joined(separator: "\n")
    let mail =
      """
      Subject: list
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: application/octet-stream; name="\(file)"
      Content-Disposition: attachment; filename="\(file)"
      Content-Transfer-Encoding: base64

      \(Data(bytes).base64EncodedString(options: .lineLength76Characters))
      --b
      Content-Type: text/plain; charset=utf-8
      Content-Transfer-Encoding: 8bit

      \(words)
      --b--
      """
    return Array(mail.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n").utf8)
  }
}

extension ExtractedText {
  var plain: String {
    switch content {
    case .prose(let text): text
    case .table(let table): table.flat
    }
  }
}
