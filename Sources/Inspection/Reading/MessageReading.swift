public import Extraction

/// What a person who may read a message is shown of it: the one answer of a worker that holds a message's texts.
///
/// It is worth no more trust than the message. All of it is text for people, and its pages can hold nothing else
/// (`SafePage`); it is shown, and decides nothing.
public struct MessageReading: Sendable, Hashable {
  /// A decoded header field: "From", "Amara Okafor <a.okafor@oakfield.example>".
  public struct Field: Sendable, Hashable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  public struct Text: Sendable, Hashable {
    public var text: ExtractedText
    /// See `TextFingerprint`; of the whole text, where only the start of it is here.
    public var fingerprint: UInt64
    /// There was more than an answer may hold.
    public var isCut: Bool

    public init(_ text: ExtractedText, fingerprint: UInt64, isCut: Bool = false) {
      self.text = text
      self.fingerprint = fingerprint
      self.isCut = isCut
    }
  }

  /// In the order in which people read them; those that the message lacks are left out.
  public var fields: [Field]
  /// As in the message's `Inspection`.
  public var parts: [PartSummary]
  /// At the same places as in the message's `Inspection`; the last ones are missing where `isCut`.
  public var texts: [Text]
  /// HTML bodies and files.
  public var pages: [HTMLPage]
  /// There was more text than an answer may hold.
  public var isCut: Bool

  public init(
    fields: [Field] = [], parts: [PartSummary] = [], texts: [Text] = [], pages: [HTMLPage] = [], isCut: Bool = false
  ) {
    self.fields = fields
    self.parts = parts
    self.texts = texts
    self.pages = pages
    self.isCut = isCut
  }
}

/// By it a text is known again: what was found in it once can be shown in it only if it is the same.
enum TextFingerprint {
  /// The first eight bytes of the SHA-256 of its code points in UTF-8, a table's as `Table.flat` has them.
  static func of(_ text: ExtractedText) -> UInt64 {
    var flat =
      switch text.content {
      case .prose(let prose): prose
      case .table(let table): table.flat
      }
    return flat.withUTF8 { PartDigest.sha256(UnsafeRawBufferPointer($0)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }
  }
}
