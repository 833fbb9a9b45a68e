/// Reads delimited text (CSV after RFC 4180, TSV and kin) row by row, never refusing: what is damaged is said in
/// `damage`.
public struct DelimitedReader: Sendable {
  /// Bounds of what is read; reaching one is said in `damage`.
  public struct Limits: Sendable, Equatable {
    /// UTF-8 bytes of one field; the rest of a longer one is left out.
    public var fieldBytes = 1 << 20
    /// Rows of a file; later ones are left out.
    public var rows = 1_000_000
    /// Fields of a row; later ones are left out.
    public var columns = 16_384

    public init() {}
  }

  /// How a text is not what it should be.
  public enum Damage: String, CaseIterable, Sendable, Hashable {
    /// A quoted field is not closed at the end of the text.
    case unclosedQuote
    /// Text follows a closing quote, or a quote stands inside a field that is not quoted.
    case strayQuote
    /// Rows have different numbers of fields.
    case raggedRows
    /// A zero byte, as in binary files or UTF-16 without a byte-order mark.
    case zeroBytes
    /// Bytes that are not text in the encoding of the rest.
    case wrongEncoding
    case fieldTooLong, tooManyRows, tooManyColumns
  }
}
