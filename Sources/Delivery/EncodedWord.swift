import Foundation

/// Header text beyond ASCII (RFC 2047).
enum EncodedWord {
  /// A subject: as it is when it is ASCII without control characters.
  static func unstructured(_ text: String) -> String {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? text : encode(text)
  }

  /// A display name: quoted when it is ASCII (RFC 5322 §3.2.4).
  static func phrase(_ text: String) -> String {
    guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return encode(text) }
    let escaped = text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
    return "\"\(escaped)\""
  }

  /// Words of at most 75 characters that never part a character, folded.
  private static func encode(_ text: String) -> String {
    var words: [String] = []
    var bytes: [UInt8] = []
    func close() {
      if !bytes.isEmpty { words.append("=?utf-8?B?\(Data(bytes).base64EncodedString())?=") }
      bytes = []
    }
    for scalar in text.unicodeScalars {
      let next = Array(String(scalar).utf8)
      if bytes.count + next.count > 45 { close() }
      bytes += next
    }
    close()
    return words.joined(separator: "\r\n ")
  }
}

/// Text beyond ASCII in lines that every server takes (RFC 2045 §6.7).
enum QuotedPrintable {
  /// Line feeds become CRLF; lines are at most 76 characters.
  static func encode(_ text: String) -> String {
    var encoded = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var length = 0
      let bytes = Array(line.utf8)
      for (offset, byte) in bytes.enumerated() {
        let isLast = offset == bytes.count - 1
        let isPlain = (byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "=")) || (byte == 0x20 && !isLast)
        let hex = String(byte, radix: 16, uppercase: true)
        let next = isPlain ? String(UnicodeScalar(byte)) : "=" + (hex.count == 1 ? "0" + hex : hex)
        if length + next.count > 75 {
          encoded += "=\r\n"
          length = 0
        }
        encoded += next
        length += next.count
      }
      encoded += "\r\n"
    }
    // The last line feed ended a line, it did not begin one.
    return text.hasSuffix("\n") ? String(encoded.dropLast(1)) : encoded
  }
}
