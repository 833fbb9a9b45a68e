import CICU

/// Bytes of a named charset turned into UTF-8, with the names that mail uses (RFC 2045 §5.1, IANA's registry, and the
/// labels of the WHATWG Encoding Standard where mail programs mean more than they say).
public enum Charset {
  /// Decoded text.
  public struct Decoded: Sendable, Equatable {
    /// Well-formed UTF-8 without a byte-order mark.
    public var utf8: [UInt8]
    /// Sequences that the charset does not have, each now U+FFFD.
    public var malformed: Int
    /// The charset that was used in the end, by the name it was asked for or found as.
    public var charset: String

    public init(utf8: [UInt8], malformed: Int, charset: String) {
      self.utf8 = utf8
      self.malformed = malformed
      self.charset = charset
    }
  }

  /// A byte-order mark (Unicode Standard §23.8).
  public struct ByteOrderMark: Sendable, Equatable {
    /// "UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE" or "UTF-32BE".
    public var charset: String
    /// Its length in bytes.
    public var length: Int
  }

  /// True when `decode` has a converter for this name, in any case.
  public static func isKnown(_ name: String) -> Bool {
    let name = meant(by: name)
    return name == utf8Name || (!name.isEmpty && postern_icu_knows_charset(name) == 1)
  }

  /// The canonical name of every converter, in ICU's order.
  public static var allNames: [String] {
    (0..<postern_icu_charset_count()).compactMap { postern_icu_charset_name($0).map { String(cString: $0) } }
  }

  /// Decodes bytes of a charset.
  /// - Returns: nil when the charset is unknown.
  public static func decode(_ bytes: [UInt8], as name: String) -> Decoded? {
    let meant = meant(by: name)
    if meant == utf8Name {
      let text = bytes.dropFirst(byteOrderMark(of: bytes)?.charset == utf8Name ? 3 : 0)
      if text.allSatisfy({ $0 < 0x80 }) { return Decoded(utf8: Array(text), malformed: 0, charset: name) }
    }
    guard !meant.isEmpty else { return nil }
    return bytes.withUnsafeBufferPointer { source in
      let decoding = { postern_icu_decode(meant, source.baseAddress, Int64(source.count), $0) }
      return withICUText(of: decoding) { text in
        let mark = text.buffer.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        return Decoded(utf8: Array(text.buffer.dropFirst(mark)), malformed: Int(text.malformed), charset: name)
      }
    }
  }

  /// Decodes bytes of which nobody says the charset, or says one that is unknown: by byte-order mark, else as UTF-8 when
  /// they are well-formed, else as windows-1252, in which every byte has a meaning.
  public static func decodeGuessing(_ bytes: [UInt8], declared: String? = nil) -> Decoded {
    if let mark = byteOrderMark(of: bytes), let text = decode(Array(bytes.dropFirst(mark.length)), as: mark.charset) {
      return text
    }
    if let declared, let text = decode(bytes, as: declared) { return text }
    if bytes.isASCII || String(validating: bytes, as: UTF8.self) != nil {
      return Decoded(utf8: bytes, malformed: 0, charset: utf8Name)
    }
    return decode(bytes, as: "windows-1252")
      ?? Decoded(utf8: Array(String(decoding: bytes, as: UTF8.self).utf8), malformed: 0, charset: utf8Name)
  }

  /// The byte-order mark that bytes begin with.
  public static func byteOrderMark(of bytes: [UInt8]) -> ByteOrderMark? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return ByteOrderMark(charset: utf8Name, length: 3) }
    // UTF-32 first: its little-endian mark begins with that of UTF-16.
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return ByteOrderMark(charset: "UTF-32LE", length: 4) }
    if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return ByteOrderMark(charset: "UTF-32BE", length: 4) }
    if bytes.starts(with: [0xFF, 0xFE]) { return ByteOrderMark(charset: "UTF-16LE", length: 2) }
    if bytes.starts(with: [0xFE, 0xFF]) { return ByteOrderMark(charset: "UTF-16BE", length: 2) }
    return nil
  }

  private static let utf8Name = "UTF-8"

  /// The converter for a label. Mail programs write the narrow name and send the wide charset.
  private static func meant(by label: String) -> String {
    let name = label.lowercased().filter { $0.isASCII && !$0.isWhitespace && $0 != "\"" && $0 != "'" }
    guard name.utf8.count <= 64, !name.utf8.contains(0), !name.contains(",") else { return "" }
    return aliases[name] ?? name
  }

  private static let aliases: [String: String] = [
    "utf-8": utf8Name, "utf8": utf8Name, "utf_8": utf8Name, "unicode-1-1-utf-8": utf8Name, "x-utf-8": utf8Name,
    "utf8mb4": utf8Name, "cp65001": utf8Name, "65001": utf8Name,
    "us-ascii": "windows-1252", "ascii": "windows-1252", "ansi_x3.4-1968": "windows-1252", "646": "windows-1252",
    "ansi_x3.110-1983": "windows-1252", "iso-8859-1": "windows-1252", "iso8859-1": "windows-1252",
    "iso_8859-1": "windows-1252", "latin1": "windows-1252", "latin-1": "windows-1252", "l1": "windows-1252",
    "8859_1": "windows-1252", "cp1252": "windows-1252", "cp-1252": "windows-1252", "win-1252": "windows-1252",
    "x-cp1252": "windows-1252", "x-ansi": "windows-1252", "ansi": "windows-1252", "iso-8859-8-i": "ISO-8859-8",
    "iso-8859-8-e": "ISO-8859-8", "iso-8859-6-i": "ISO-8859-6", "iso-8859-9": "windows-1254",
    "iso-8859-11": "windows-874", "tis-620": "windows-874", "gb2312": "gb18030", "gb_2312-80": "gb18030",
    "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030", "x-euc-cn": "gb18030", "euc-cn": "gb18030",
    "ks_c_5601-1987": "windows-949", "ks_c_5601-1989": "windows-949", "ksc5601": "windows-949",
    "ksc_5601": "windows-949", "euc-kr": "windows-949", "cp949": "windows-949", "uhc": "windows-949",
    "x-sjis": "windows-31j", "shift_jis": "windows-31j", "shift-jis": "windows-31j", "sjis": "windows-31j",
    "ms_kanji": "windows-31j", "cp932": "windows-31j", "x-windows-31j": "windows-31j", "big5-hkscs": "Big5-HKSCS",
    "x-x-big5": "Big5", "x-big5": "Big5", "cp950": "Big5", "cn-big5": "Big5", "x-euc-jp": "EUC-JP",
    "unicode-1-1-utf-7": "UTF-7", "utf7": "UTF-7", "x-imap4-modified-utf7": "IMAP-mailbox-name", "utf16": "UTF-16",
    "unicode": "UTF-16", "ucs-2": "UTF-16", "utf32": "UTF-32", "x-mac-roman": "macintosh", "macroman": "macintosh",
    "x-mac-cyrillic": "x-mac-cyrillic", "koi8": "KOI8-R", "koi": "KOI8-R", "cp850": "ibm-850", "cp-850": "ibm-850",
    "cp437": "ibm-437", "dos-850": "ibm-850", "hz": "HZ-GB-2312",
  ]
}
