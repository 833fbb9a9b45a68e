/// What Postfix takes out of a message that goes through a milter, and how that shows. Postfix says so in its log only;
/// it delivers no more than it hands over, so that nothing leaves unseen, but a reader should know.
///
/// Tried with Postfix 3.7: one line is cut at 60,000 bytes with its name; a folded field loses the lines that would
/// take it past that; an address list ends at 10,240 tokens (`header_address_token_limit`), some 1,700 addresses. A NUL
/// ends a field for the recipient too, without a trace.
enum PostfixCuts {
  /// A field of this size in bytes may have lost a line: 60,000 less `line_length_limit`, which no line of a common
  /// mail program reaches.
  static let headerBytes = 60_000 - 2_048
  /// A list of this many tokens may have lost an address: 10,240 less those of one long address.
  static let addressTokens = 10_240 - 64

  private static let addressFields = [
    "to", "cc", "bcc", "from", "sender", "reply-to", "resent-to", "resent-cc", "resent-bcc", "resent-from",
  ].map { Array($0.utf8) }

  /// - Parameters:
  ///   - value: with folds as LF, as the milter protocol has them.
  static func mayHaveCut(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) -> Bool {
    if name.count + 1 + value.count >= headerBytes { return true }
    guard value.count >= addressTokens else { return false }
    let lowered = name.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    return addressFields.contains(lowered) && tokens(value) >= addressTokens
  }

  /// Atoms and special characters (RFC 5322 §3.2.3, with the full stop as one of them, as Postfix counts).
  private static func tokens(_ value: UnsafeRawBufferPointer) -> Int {
    var count = 0
    var inAtom = false
    for byte in value {
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: inAtom = false
      case 0x28, 0x29, 0x3C, 0x3E, 0x5B, 0x5D, 0x3A, 0x3B, 0x40, 0x5C, 0x2C, 0x2E, 0x22:
        inAtom = false
        count += 1
      default:
        if !inAtom { count += 1 }
        inAtom = true
      }
    }
    return count
  }
}
