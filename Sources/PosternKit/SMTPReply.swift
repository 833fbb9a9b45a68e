/// What an SMTP server answered.
public struct SMTPReply: Hashable, Sendable, CustomStringConvertible {
  /// The three-digit code.
  public var code: Int
  /// The text of each line, after the code.
  public var lines: [String]

  public init(_ code: Int, _ lines: String...) {
    self.code = code
    self.lines = lines.isEmpty ? [""] : lines
  }

  init(code: Int, lines: [String]) {
    self.code = code
    self.lines = lines
  }

  /// 2xx or 3xx.
  public var isPositive: Bool { (200..<400).contains(code) }
  /// 4xx.
  public var isTemporary: Bool { (400..<500).contains(code) }
  /// 5xx.
  public var isPermanent: Bool { (500..<600).contains(code) }
  /// All lines in one.
  public var text: String { lines.joined(separator: " ") }

  public var description: String { "\(code) \(text)" }

  /// As it goes over the wire (RFC 5321 §4.2.1).
  var wire: [UInt8] {
    var out: [UInt8] = []
    for (index, line) in lines.enumerated() {
      out += Array("\(code)\(index == lines.count - 1 ? " " : "-")\(line)\r\n".utf8)
    }
    return out
  }
}
