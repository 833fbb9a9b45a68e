/// How much text is taken out of a message. Reaching a limit makes the part `unreadable`: too large, never silently less.
public struct ExtractionLimits: Sendable, Hashable {
  /// Bytes of UTF-8 that one part may yield. A 600-page book has about two million.
  public var textBytes: Int = 32 << 20
  /// Bytes of UTF-8 that a whole message may yield; Detection reads them at about 100 MB a second.
  public var totalTextBytes: Int = 64 << 20
  /// Cells of one table. A list of 100,000 people with 30 columns still fits.
  public var tableCells: Int = 4_000_000

  public init() {}
}
