import Foundation

extension AuditHead {
  private static let word = "postern-audit-anchor"

  /// The head as words that any text can hold, and any program may fold at a space: no "=", no word over 43 characters.
  public var anchor: String {
    let words = [
      writer, "\(number)", "\(time)", Self.text(hash), Self.text(signature[..<32]), Self.text(signature[32...]),
    ]
    return ([Self.word] + words).joined(separator: " ")
  }

  /// The anchor in lines of at most 72 columns, for a letter.
  public var anchorLines: String {
    let words = anchor.split(separator: " ")
    return "  \(words[..<4].joined(separator: " "))\n" + words[4...].map { "    \($0)" }.joined(separator: "\n")
  }

  /// All anchors in a text: a journal, saved letters, quoted or folded as they may be.
  public static func anchors(in text: some StringProtocol) -> [AuditHead] {
    let words = text.split { $0.isWhitespace || $0 == "\"" || $0 == ">" }
    var found: [AuditHead] = []
    for index in words.indices where words[index] == word && index + 6 < words.count {
      if let head = AuditHead(words[(index + 1)...(index + 6)].map { String($0) }) { found.append(head) }
    }
    return found
  }

  private init?(_ words: [String]) {
    guard let number = Int64(words[1]), let time = Int64(words[2]), number >= 0 else { return nil }
    let bytes = words[3...].compactMap { Self.bytes($0) }
    guard bytes.count == 3, bytes.allSatisfy({ $0.count == 32 }) else { return nil }
    self.init(writer: words[0], number: number, time: time, hash: bytes[0], signature: bytes[1] + bytes[2])
  }

  /// RFC 4648 §5, without padding.
  private static func text(_ bytes: some Collection<UInt8>) -> String {
    String(
      Data(bytes).base64EncodedString().compactMap { letter -> Character? in
        switch letter {
        case "+": "-"
        case "/": "_"
        case "=": nil
        default: letter
        }
      })
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    guard text.utf8.count == 43 else { return nil }
    let letters = text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
    return Data(base64Encoded: String(letters) + "=").map { Array($0) }
  }
}
