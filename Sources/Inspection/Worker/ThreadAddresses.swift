import Extraction
import MIME

/// Whose addresses the earlier messages show that a message quotes or carries: who was in the conversation before.
enum ThreadAddresses {
  /// A conversation with more is a mailing.
  private static let most = 500
  /// Of quoted text, in bytes: a longer one repeats itself.
  private static let longest = 256 << 10
  private static let longestAddress = 254

  /// Lower case, each once.
  static func of(_ texts: [ExtractedText], _ parts: [MIMEPart]) -> [String] {
    var found: [String] = []
    var seen: Set<String> = []
    func add(_ address: String) {
      if found.count < most, seen.insert(address).inserted { found.append(address) }
    }
    for part in parts {
      guard let facts = part.message?.facts else { continue }
      for mailbox in facts.from + facts.to + facts.cc { add(mailbox.address.lowercased()) }
    }
    var left = longest
    for text in texts where text.isQuoted && left > 0 {
      guard case .prose(let prose) = text.content else { continue }
      let bytes = Array(prose.utf8.prefix(left))
      left -= bytes.count
      for at in bytes.indices where bytes[at] == 0x40 {
        if let address = address(around: at, bytes) { add(address) }
      }
    }
    return found
  }

  private static func address(around at: Int, _ bytes: [UInt8]) -> String? {
    var start = at
    while start > 0, at - start < longestAddress, isInAddress(bytes[start - 1]) { start -= 1 }
    var end = at + 1
    while end < bytes.count, end - at < longestAddress, isInAddress(bytes[end]) { end += 1 }
    while end > at, bytes[end - 1] == 0x2E { end -= 1 }
    guard start < at, end > at + 1, end - start <= longestAddress else { return nil }
    return String(decoding: bytes[start..<end], as: UTF8.self).lowercased()
  }

  /// Letters, digits and the signs that addresses have in practice; what lies beyond ASCII, too (RFC 6532).
  private static func isInAddress(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2E, 0x2D, 0x5F, 0x2B, 0x27, 0x25, 0x80...: true
    default: false
    }
  }
}
