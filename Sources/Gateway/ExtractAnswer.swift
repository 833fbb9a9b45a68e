import Extraction
public import Foundation
import Inspection

/// What `postern extract` says of one file, in the shape of the command contract.
public struct ExtractAnswer: Encodable, Sendable {
  /// One text that was read out of the file.
  public struct Text: Encodable, Sendable {
    /// Where it stands, in words.
    public var place: String
    /// "visible", "hidden-sheet", "comment" and so on.
    public var kind: String
    public var text: String
    /// Of a table: what the document calls each line's row, and each cell's column; left out elsewhere.
    public var rows: [Int]?
    public var columns: [String]?
  }

  /// As the command named it.
  public let file: String
  /// The media type of what it is, whatever its name says; empty when nobody could look.
  public let type: String
  public let protection: String
  /// True when it cannot be read without a password.
  public let encrypted: Bool
  public let texts: [Text]
  /// Why it could not be read in full; null when it was.
  public let unreadable: String?
  /// Facts about hidden content, in plain words.
  public let notes: [String]
  /// True when the name speaks of another kind of file.
  public let mismatch: Bool

  init(file: String, _ extraction: FileExtraction) {
    self.file = file
    let part = extraction.part
    type = part.contentType
    protection = part.protection.rawValue
    encrypted = part.protection.hidesContent
    texts = extraction.texts.map { text in
      Text(
        place: text.place, kind: text.kind.rawValue, text: text.text, rows: text.rows.isEmpty ? nil : text.rows,
        columns: text.columns.isEmpty ? nil : text.columns)
    }
    unreadable = part.unreadable ?? (extraction.isCut ? "there is more text than is shown here" : nil)
    notes = part.notes
    mismatch = part.isMismatch
  }

  init(file: String, failure: String) {
    self.file = file
    type = ""
    protection = ProtectionState.none.rawValue
    encrypted = false
    (texts, notes, mismatch) = ([], [], false)
    unreadable = failure
  }

  enum CodingKeys: CodingKey { case file, type, protection, encrypted, texts, unreadable, notes, mismatch }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(file, forKey: .file)
    try container.encode(type, forKey: .type)
    try container.encode(protection, forKey: .protection)
    try container.encode(encrypted, forKey: .encrypted)
    try container.encode(texts, forKey: .texts)
    // The contract has null here, not nothing.
    try container.encode(unreadable, forKey: .unreadable)
    try container.encode(notes, forKey: .notes)
    try container.encode(mismatch, forKey: .mismatch)
  }

  /// One line of JSON without a line end.
  public func line() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    return try encoder.encode(self)
  }

  /// The same for a person.
  public var report: String {
    var lines = ["\(file): \(type.isEmpty ? "unknown" : type), protection: \(protection)"]
    if mismatch { lines.append("  its name speaks of another kind of file") }
    if let unreadable { lines.append("  not read: \(unreadable)") }
    lines += notes.map { "  note: \($0)" }
    for text in texts {
      lines.append("  [\(text.kind)] \(text.place)")
      if let columns = text.columns { lines.append("    columns: \(columns.joined(separator: " | "))") }
      for (number, line) in text.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        let row = text.rows.flatMap { $0.indices.contains(number) ? "row \($0[number]): " : nil }
        lines.append("    \(row ?? "")\(line)")
      }
    }
    return lines.joined(separator: "\n")
  }
}
