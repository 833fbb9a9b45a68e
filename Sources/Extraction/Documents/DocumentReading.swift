import MIME

/// Reads files of one family. Stateless; called for one file at a time, behind the wall, on bytes that anybody may have made.
///
/// A reader never throws and never writes a file: what it cannot read it says in `unreadable`, and what it has read until
/// then stays. It asks `budget` before it decodes, and stops where that says no.
protocol DocumentReader {
  /// Takes text, places, protection and the files inside out of `file`.
  static func read(_ file: DocumentFile, budget: inout DocumentBudget) -> DocumentReading
}

/// A file as a reader gets it.
struct DocumentFile {
  /// Valid for the length of the call.
  let bytes: UnsafeRawBufferPointer
  let name: String?
  /// In plain English, without article: "Word document".
  let words: String
  /// What the message itself offers as passwords for its attachments; tried where a file needs one.
  let passwords: [String]
}

/// What a reader found.
struct DocumentReading {
  /// One text, with its place inside the file: "sheet Data (hidden) › row 14"; empty for the file as a whole.
  struct Text {
    var place: String
    var kind: TextKind
    var content: ExtractedText.Content
  }

  /// A file inside the file, which is looked at like an attachment of its own.
  struct Inner {
    var name: String
    var bytes: [UInt8]
    /// Where it lies: "embedded objects"; empty for an archive's entry.
    var place: String
  }

  var texts: [Text] = []
  /// Names that stand in clear, of entries that cannot be read too.
  var names: [String] = []
  var inner: [Inner] = []
  var protection: ProtectionState = .none
  /// The bound or the fault, in words; the first that came. Nil when all was read.
  var unreadable: String?
  var unreadableKind: UnreadableKind?
  /// Facts about hidden content for rules and notices: "sheet 'Data' is hidden and has 812 rows".
  var notes: [String] = []

  mutating func add(_ text: String, kind: TextKind = .visible, place: String = "") {
    guard text.contains(where: { !$0.isWhitespace }) else { return }
    texts.append(Text(place: place, kind: kind, content: .prose(text)))
  }

  mutating func add(_ table: Table, kind: TextKind = .visible, place: String = "") {
    guard !table.rows.isEmpty else { return }
    texts.append(Text(place: place, kind: kind, content: .table(table)))
  }

  mutating func fail(_ reason: String, _ kind: UnreadableKind) {
    guard unreadable == nil else { return }
    unreadable = reason
    unreadableKind = kind
  }
}

/// What may still be decoded of one message. Reaching a bound is told, never silent.
struct DocumentBudget {
  /// Decoded bytes of all files together.
  var bytes: Int
  /// Files inside files.
  var entries: Int
  /// Pages of paged documents, cells of tables.
  var pages: Int
  var cells: Int
  /// Picture points that may be recognised (OCR).
  var pixels: Int
  /// How deep files may lie in files.
  var depth: Int

  /// Takes some of the bytes.
  /// - Returns: false, and takes nothing, when so many are not left.
  mutating func take(bytes count: Int) -> Bool {
    guard count <= bytes else { return false }
    bytes -= count
    return true
  }
}
