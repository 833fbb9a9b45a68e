import DelimitedText

/// Something odd in the school's records that does not keep them from being used. It names no person.
public struct RecordWarning: Hashable, Sendable, CustomStringConvertible {
  /// The file as the person named it.
  public var file: String
  /// Counted from 1; nil when the whole file is meant.
  public var line: Int?
  /// The number of the field in its row, counted from 1; nil when the whole row is meant.
  public var column: Int?
  /// What is odd and what was done, without a full stop at the end.
  public var message: String

  public init(file: String, line: Int? = nil, column: Int? = nil, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
  }

  /// `FILE:LINE: message`, or `FILE:LINE: column C: message` with the letter that a spreadsheet shows over the column.
  public var description: String {
    file + (line.map { ":\($0)" } ?? "") + ": " + (column.map { "column \(ColumnLetters.of($0)): " } ?? "") + message
  }
}
