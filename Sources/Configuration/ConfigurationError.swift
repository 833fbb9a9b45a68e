/// Something in a file that a person wrote is wrong. It says where, what, and what to do.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file as the person named it.
  public let file: String
  /// Counted from 1; nil when the whole file is meant.
  public let line: Int?
  /// Counted from 1, in characters.
  public let column: Int?
  /// What is wrong and the remedy, one sentence each, without a full stop at the end.
  public let message: String

  public init(file: String, line: Int? = nil, column: Int? = nil, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
  }

  /// `FILE:LINE:COLUMN: message`, as compilers print it, so that editors jump to it.
  public var description: String {
    var place = file
    if let line { place += ":\(line)" }
    if let column { place += ":\(column)" }
    return "\(place): \(message)"
  }
}
