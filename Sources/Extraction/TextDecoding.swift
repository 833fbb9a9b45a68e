import MIME
import Normalisation

/// Bytes of a text as characters, in the one or two ways that programs may read them.
struct TextDecoding {
  var text: String
  /// Another reading that differs in what people would see.
  var other: String?
  var isUnknownCharset = false

  /// - Parameter declared: the charset that the part's header names, lower case.
  init(_ bytes: UnsafeRawBufferPointer, declared: String?) {
    let isValid = Self.isValidUTF8(bytes)
    if let isASCII = isValid, isASCII, Self.isPlain(declared) {
      text = String(decoding: bytes, as: UTF8.self)
      return
    }
    let array = Array(bytes)
    if let mark = Charset.byteOrderMark(of: array),
      let marked = Self.decode(Array(array.dropFirst(mark.length)), mark.charset)
    {
      text = marked
      return
    }
    if let wide = Self.wideCharset(bytes), declared.map({ !$0.hasPrefix("utf-16") && !$0.hasPrefix("utf-32") }) ?? true,
      let guess = Self.decode(array, wide)
    {
      text = guess
      return
    }
    var name = declared
    if let declared, !Charset.isKnown(declared) {
      isUnknownCharset = true
      name = nil
    }
    if let isASCII = isValid {
      let utf8 = String(decoding: bytes, as: UTF8.self)
      guard let name, !["utf-8", "utf8", "us-ascii"].contains(name) else {
        text = utf8
        // Shift sequences make Japanese out of ASCII where nobody says so (RFC 1468).
        if isASCII, bytes.index(ofRun: [0x1B, 0x24]) { other = Self.decode(array, "iso-2022-jp") }
        return
      }
      text = Self.decode(array, name) ?? utf8
      // Well-formed UTF-8 is hardly ever anything else, whatever is declared; UTF-7 and UTF-16 are read as ASCII by some.
      if text != utf8 { other = utf8 }
      return
    }
    let western = Self.decode(array, "windows-1252") ?? ""
    guard let name, name != "us-ascii" else {
      text = western
      return
    }
    text = Self.decode(array, name) ?? western
    if name == "utf-8" || name == "utf8" { other = western }
  }

  private static func isPlain(_ charset: String?) -> Bool {
    guard let charset else { return true }
    return charset == "utf-8" || charset == "us-ascii" || charset == "utf8" || charset.hasPrefix("iso-8859-")
      || charset.hasPrefix("windows-125")
  }

  private static func decode(_ bytes: [UInt8], _ charset: String) -> String? {
    Charset.decode(bytes, as: charset).map { String(decoding: $0.utf8, as: UTF8.self) }
  }

  /// Nil when not UTF-8, else whether it is ASCII without escapes.
  private static func isValidUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool? {
    var all: UInt64 = 0
    var place = 0
    while place + 8 <= bytes.count {
      all |= bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      place += 8
    }
    while place < bytes.count {
      all |= UInt64(bytes[place])
      place += 1
    }
    if all & 0x8080_8080_8080_8080 == 0 {
      return bytes.firstPlace(of: [0x1B]) == nil && bytes.firstPlace(of: [0]) == nil
    }
    return String(validating: bytes, as: UTF8.self) == nil ? nil : false
  }

  /// UTF-16 without a mark: nearly every other byte of Western text is zero.
  private static func wideCharset(_ bytes: UnsafeRawBufferPointer) -> String? {
    let sample = bytes.prefix(4096)
    guard sample.count >= 8 else { return nil }
    var zeros = [0, 0]
    for (offset, byte) in sample.enumerated() where byte == 0 { zeros[offset & 1] += 1 }
    let half = sample.count / 2
    if zeros[1] * 10 > half * 7, zeros[0] * 10 < half { return "utf-16le" }
    if zeros[0] * 10 > half * 7, zeros[1] * 10 < half { return "utf-16be" }
    return nil
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func index(ofRun run: [UInt8]) -> Bool { containsRun(run) }
}
