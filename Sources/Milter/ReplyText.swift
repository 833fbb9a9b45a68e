/// The text of a refusal, as the client gets it: checked when it is made, so that sending it cannot fail.
public struct ReplyText: Hashable, Sendable {
  /// The three-digit SMTP code (RFC 5321 §4.2), 400 to 599.
  public let code: Int
  /// "5.7.1" (RFC 3463); its class is that of `code`.
  public let enhancedCode: String
  /// 1 to 32 lines without their ends. Postfix logs them: no person, value, subject or file name (D13).
  public let lines: [String]

  /// The most lines of a reply, as in libmilter.
  public static let mostLines = 32
  /// The most bytes of a line: RFC 5321 §4.5.3.1.5 gives a reply line 512, of which code and enhanced code take some.
  public static let mostBytes = 480

  /// The lines with "%" doubled: an MTA reads them as a format, as Sendmail does.
  var linesForMTA: [String] {
    lines.map { $0.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%") }
  }

  /// "Try again later", where nothing more can be said.
  public static let plainLater = ReplyText(
    known: 451, enhancedCode: "4.3.0", line: "The message cannot be checked now; try again later")

  private init(known code: Int, enhancedCode: String, line: String) {
    self.code = code
    self.enhancedCode = enhancedCode
    lines = [line]
  }

  /// - Throws: `ReplyTextError` saying which of the rules above does not hold.
  public init(code: Int, enhancedCode: String, lines: [String]) throws(ReplyTextError) {
    guard (400...599).contains(code) else { throw .code(code) }
    let parts = enhancedCode.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "\(code / 100)",
      parts.allSatisfy({ (1...3).contains($0.utf8.count) && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
    else { throw .enhancedCode(enhancedCode, code: code) }
    guard (1...Self.mostLines).contains(lines.count) else { throw .lines(lines.count) }
    for (index, line) in lines.enumerated() {
      // RFC 5321 §4.2: textstring is HT and printable ASCII. An empty line would end the list for libmilter.
      guard line.utf8.allSatisfy({ $0 == 0x09 || (0x20...0x7E).contains($0) }) else { throw .bytes(line: index + 1) }
      guard line.utf8.count <= Self.mostBytes else { throw .length(line: index + 1, bytes: line.utf8.count) }
    }
    self.code = code
    self.enhancedCode = enhancedCode
    self.lines = lines
  }
}

/// Why a text cannot be an SMTP reply.
public enum ReplyTextError: Error, Hashable, Sendable, CustomStringConvertible {
  case code(Int)
  case enhancedCode(String, code: Int)
  case lines(Int)
  case bytes(line: Int)
  case length(line: Int, bytes: Int)

  public var description: String {
    switch self {
    case .code(let code): "\(code) is no code of a refusal: use 400 to 499 for now, 500 to 599 for good"
    case .enhancedCode(let text, let code):
      "\"\(text)\" is no enhanced status code for \(code): use three numbers, such as \"\(code / 100).7.1\""
    case .lines(let count): "a reply of \(count) lines: use 1 to \(ReplyText.mostLines)"
    case .bytes(let line):
      "line \(line) of a reply has a line end, control character or non-ASCII character: take it out"
    case .length(let line, let bytes): "line \(line) of a reply has \(bytes) bytes: keep it to \(ReplyText.mostBytes)"
    }
  }
}
