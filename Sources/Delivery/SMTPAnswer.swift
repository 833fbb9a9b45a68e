/// One reply of the server (RFC 5321 §4.2).
struct SMTPAnswer {
  var code: Int
  var lines: [String]

  var isPositive: Bool { code >= 200 && code < 400 }
  var isTemporary: Bool { code >= 400 && code < 500 }
  /// "550 5.1.1 No such user", on one line.
  var text: String { "\(code) " + lines.joined(separator: " ") }

  /// Postfix's queue id out of "2.0.0 Ok: queued as 4X…".
  var queueID: String? {
    guard let words = lines.last?.split(separator: " "), let at = words.lastIndex(of: "as"), at + 1 < words.count else {
      return nil
    }
    let id = words[at + 1]
    return id.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) }
      ? String(id) : nil
  }
}
