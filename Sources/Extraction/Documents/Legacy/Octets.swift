import Normalisation

/// Bytes of a binary format, smallest byte first. Nothing is ever read past the end: what is not there is nil.
struct Octets {
  let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }
  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  var count: Int { bytes.count }

  func u8(_ place: Int) -> Int? {
    place >= 0 && place < count ? Int(bytes[bytes.startIndex + place]) : nil
  }

  func u16(_ place: Int) -> Int? { number(place, 2) }
  func u32(_ place: Int) -> Int? { number(place, 4) }

  func double(_ place: Int) -> Double? {
    guard place >= 0, place <= count - 8 else { return nil }
    let start = bytes.startIndex + place
    return Double(bitPattern: bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) })
  }

  private func number(_ place: Int, _ length: Int) -> Int? {
    guard place >= 0, place <= count - length else { return nil }
    let start = bytes.startIndex + place
    return bytes[start..<start + length].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// `length` bytes from `place` on; nil when they are not all there.
  func part(_ place: Int, _ length: Int) -> Octets? {
    guard place >= 0, length >= 0, length <= count, place <= count - length else { return nil }
    let start = bytes.startIndex + place
    return Octets(bytes[start..<start + length])
  }

  /// From `place` to the end; empty when there is nothing.
  func from(_ place: Int) -> Octets { Octets(bytes.dropFirst(max(0, place))) }

  /// All of it as UTF-16.
  var utf16: String {
    var units: [UInt16] = []
    units.reserveCapacity(count / 2)
    var place = bytes.startIndex
    while place + 1 < bytes.endIndex {
      units.append(UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8)
      place += 2
    }
    return String(decoding: units, as: UTF16.self)
  }

  /// All of it in a charset; Western where that is unknown.
  func text(_ charset: String) -> String {
    let decoded = Charset.decode(Array(bytes), as: charset) ?? Charset.decode(Array(bytes), as: "windows-1252")
    return decoded.map { String(decoding: $0.utf8, as: UTF8.self) } ?? ""
  }

  /// The lower halves of UTF-16 units, as Office "compresses" Western text.
  var latin: String { String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })) }
}

/// The numbers that Windows gives to charsets.
enum CodePage {
  static func charset(_ number: Int) -> String {
    switch number {
    case 1250...1258, 874: "windows-\(number)"
    case 932: "windows-31j"
    case 936, 54936: "gb18030"
    case 949: "windows-949"
    case 950: "Big5"
    case 1200: "UTF-16LE"
    case 1201: "UTF-16BE"
    case 10000, 0x8000: "macintosh"
    case 10007: "x-mac-cyrillic"
    case 20866: "KOI8-R"
    case 28591...28605: "ISO-8859-\(number - 28590)"
    case 437, 720, 737, 775, 850, 852, 855, 857...866, 869: "ibm-\(number)"
    case 65001: "UTF-8"
    case 50220, 50221, 50222: "ISO-2022-JP"
    case 51949: "EUC-KR"
    case 20932, 51932: "EUC-JP"
    default: "windows-1252"
    }
  }

  /// The charset that goes with a font (the Windows GDI's `lfCharSet`, as RTF's \fcharset has it); nil for the document's own.
  static func charset(ofFont number: Int) -> String? {
    switch number {
    case 77: "macintosh"
    case 128: "windows-31j"
    case 129: "windows-949"
    case 130: "johab"
    case 134: "gb18030"
    case 136: "Big5"
    case 161: "windows-1253"
    case 162: "windows-1254"
    case 163: "windows-1258"
    case 177: "windows-1255"
    case 178: "windows-1256"
    case 186: "windows-1257"
    case 204: "windows-1251"
    case 222: "windows-874"
    case 238: "windows-1250"
    case 254: "ibm-437"
    case 255: "ibm-850"
    case 0: "windows-1252"
    default: nil
    }
  }
}
