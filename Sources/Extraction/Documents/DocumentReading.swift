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
  let format: DocumentFormat
  /// In plain English, without article: "Word document".
  let words: String
  /// What the message itself offers as passwords for its attachments, likeliest first; tried where a file needs one.
  let passwords: [String]
}

/// What a reader found.
struct DocumentReading {
  /// One text, with its place inside the file: "sheet Data (hidden)"; empty for the file as a whole.
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
  /// Anything but `none`, `editOnly` and `signed` means that nothing but names could be read without a password.
  var protection: ProtectionState = .none
  /// True when a password from the message opened it; then it is read although `protection` stays what it is.
  var isOpened = false
  /// True when nothing inside is content of the file's own: an archive, whose entries alone count.
  var isContainer = false
  /// Entries that need a password, in a container of which others can be read.
  var lockedEntries = 0
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

  /// A file inside that has a name of its own, which stands in clear.
  mutating func add(_ inner: Inner) {
    if !inner.name.isEmpty { names.append(inner.name) }
    self.inner.append(inner)
  }

  mutating func fail(_ reason: String, _ kind: UnreadableKind) {
    guard unreadable == nil else { return }
    unreadable = reason
    unreadableKind = kind
  }

  /// A bound of the budget was reached.
  mutating func fail(_ bound: DocumentBudget.Bound) { fail(bound.words, .tooLarge) }

  /// A fact for people, at most a hundred of them.
  mutating func note(_ words: String) {
    if notes.count < 100, !notes.contains(words) { notes.append(words) }
  }
}
