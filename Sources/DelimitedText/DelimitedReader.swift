/// Reads delimited text (CSV after RFC 4180, TSV and kin) row by row, never refusing: what is damaged is said in
/// `damage`. Line ends may be CRLF, LF or CR; lines without any text are passed over.
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
    /// A quoted field is not closed: from there on, quotes are read as plain characters.
    case unclosedQuote
    /// Text follows a closing quote.
    case strayQuote
    /// Rows have different numbers of fields.
    case raggedRows
    /// A zero byte, as in binary files or UTF-16 without a byte-order mark.
    case zeroBytes
    /// Bytes that are not text in the encoding of the rest.
    case wrongEncoding
    case fieldTooLong, tooManyRows, tooManyColumns
  }

  /// One row with the line that it begins on, counted from 1.
  public struct Row: Sendable, Equatable {
    public var line: Int
    public var fields: [String]

    public init(line: Int, fields: [String]) {
      self.line = line
      self.fields = fields
    }
  }

  /// The byte between fields: comma, semicolon, tab or pipe.
  public let delimiter: UInt8
  /// The encoding that the text was read in: "UTF-8", "UTF-16LE", "windows-1252" …
  public let encoding: String
  /// Each damage met so far, and the first line that has it.
  public private(set) var damage: [Damage: Int]

  private let bytes: [UInt8]
  private let limits: Limits
  private var position = 0
  private var line = 1
  private var rows = 0
  private var width: Int?
  private var ignoresQuotes = false

  /// - Parameters:
  ///   - source: the file as it is; the encoding is told by its byte-order mark, else UTF-8 when well-formed, else
  ///     windows-1252.
  ///   - delimiter: nil to guess from the first lines.
  public init(_ source: [UInt8], delimiter: UInt8? = nil, limits: Limits = Limits()) {
    let text = DecodedText(source)
    bytes = text.utf8
    encoding = text.encoding
    damage = text.damage
    self.limits = limits
    self.delimiter = delimiter ?? DelimiterGuess.delimiter(of: text.utf8)
  }

  /// The next row, or nil at the end.
  public mutating func next() -> Row? {
    while position < bytes.count {
      guard rows < limits.rows else {
        note(.tooManyRows, line)
        position = bytes.count
        return nil
      }
      let first = line
      let fields = readRow()
      if fields.count == 1, fields[0].utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      rows += 1
      if let width, width != fields.count { note(.raggedRows, first) }
      width = width ?? fields.count
      return Row(line: first, fields: fields)
    }
    return nil
  }

  /// All rows that are left.
  public mutating func all() -> [Row] {
    var rows: [Row] = []
    while let row = next() { rows.append(row) }
    return rows
  }

  private mutating func note(_ what: Damage, _ line: Int) {
    if damage[what] == nil { damage[what] = line }
  }

  private mutating func readRow() -> [String] {
    var fields: [String] = []
    while true {
      let field = readField()
      if fields.count < limits.columns { fields.append(field) } else { note(.tooManyColumns, line) }
      guard position < bytes.count else { return fields }
      if bytes[position] == delimiter {
        position += 1
        // A delimiter at the very end opens one more, empty field.
        if position == bytes.count {
          fields.append("")
          return fields
        }
        continue
      }
      takeLineEnd()
      return fields
    }
  }

  private mutating func takeLineEnd() {
    if bytes[position] == 0x0D, position + 1 < bytes.count, bytes[position + 1] == 0x0A { position += 1 }
    position += 1
    line += 1
  }

  private mutating func readField() -> String {
    guard position < bytes.count else { return "" }
    if bytes[position] == 0x22, !ignoresQuotes, let field = readQuoted() { return field }
    let start = position
    skipPlain()
    return text(bytes[start..<position])
  }

  private mutating func skipPlain() {
    let delimiter = delimiter
    position = bytes.withUnsafeBufferPointer { [position] bytes in
      var i = position
      while i < bytes.count, bytes[i] != delimiter, bytes[i] != 0x0A, bytes[i] != 0x0D { i += 1 }
      return i
    }
  }

  /// The field in quotes at `position`, or nil when it never ends: then nothing was taken.
  private mutating func readQuoted() -> String? {
    var field: [UInt8] = []
    var i = position + 1
    var lines = 0
    while i < bytes.count {
      let byte = bytes[i]
      if byte == 0x22 {
        if i + 1 < bytes.count, bytes[i + 1] == 0x22 {
          i += 1
        } else {
          break
        }
      }
      if byte == 0x0A || (byte == 0x0D && !(i + 1 < bytes.count && bytes[i + 1] == 0x0A)) { lines += 1 }
      if field.count <= limits.fieldBytes { field.append(byte) }
      i += 1
    }
    guard i < bytes.count else {
      note(.unclosedQuote, line)
      ignoresQuotes = true
      return nil
    }
    position = i + 1
    let after = position
    skipPlain()
    if position > after {
      note(.strayQuote, line)
      field.append(contentsOf: bytes[after..<position])
    }
    line += lines
    return text(field[...])
  }

  private mutating func text(_ field: ArraySlice<UInt8>) -> String {
    guard field.count > limits.fieldBytes else { return String(decoding: field, as: UTF8.self) }
    note(.fieldTooLong, line)
    return String(decoding: field.prefix(limits.fieldBytes), as: UTF8.self)
  }
}
