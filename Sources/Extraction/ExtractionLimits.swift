/// How much text is taken out of a message. Reaching a limit makes the part `unreadable`: too large, never silently less.
///
/// Together they keep a worker under 512 MB: what files decode to is held while it is read, and the text beside it.
public struct ExtractionLimits: Sendable, Hashable {
  /// Bytes of UTF-8 that one part may yield. A 600-page book has about two million.
  public var textBytes: Int = 32 << 20
  /// Bytes of UTF-8 that a whole message may yield; Detection reads them at about 100 MB a second.
  public var totalTextBytes: Int = 64 << 20
  /// Cells of all tables in a message's documents, and of any one table. A list of 100,000 people with 30 columns still fits.
  public var tableCells: Int = 4_000_000
  /// Bytes that the files inside all attachments may decode to, and those of one attachment.
  public var decodedBytes: Int = 192 << 20
  public var partDecodedBytes: Int = 160 << 20
  /// How many times larger than packed a file may be unpacked. Office's XML stays below a hundred, deflate's most is 1,032.
  public var expansion: Int = 250
  /// Files inside files in one message. A class's coursework has hundreds.
  public var files: Int = 10_000
  /// How deep files may lie inside one another. A forwarded zip of a mail with a zip is four.
  public var fileDepth: Int = 10
  /// Pages of paged documents in one message.
  public var pages: Int = 5_000
  /// Picture points that are recognised in one message: forty A4 pages at 200 dpi.
  public var pixels: Int = 160_000_000
  /// Milliseconds that recognising pictures may take in one message: half of what an inspection may (D6).
  public var recognitionMilliseconds: Int = 2_500

  public init() {}
}
