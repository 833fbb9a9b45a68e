import Glibc

/// Text as UTF-8 bytes: trimming and comparing without the cost of characters.
extension ArraySlice<UInt8> {
  /// Nothing but spaces and tabs.
  var isBlank: Bool { allSatisfy { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) } }

  /// Without ASCII white space at both ends.
  var trimmed: ArraySlice<UInt8> {
    var slice = drop { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) }
    while let last = slice.last, last == 0x20 || (last >= 0x09 && last <= 0x0D) { slice.removeLast() }
    return slice
  }

  /// ASCII letters made small.
  var lowercased: [UInt8] { map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 } }

  func hasSuffix(_ end: [UInt8]) -> Bool { count >= end.count && suffix(end.count).elementsEqual(end) }
}

extension [UInt8] {
  /// Without empty lines at the front and white space at the end; the first line keeps its indent.
  var trimmedLines: ArraySlice<UInt8> {
    var slice = self[...]
    while let last = slice.last, last == 0x20 || (last >= 0x09 && last <= 0x0D) { slice.removeLast() }
    while let feed = slice.firstIndex(of: 0x0A), slice[..<feed].isBlank { slice = slice[(feed + 1)...] }
    return slice
  }
}

extension String {
  /// Whether a byte stands in its UTF-8.
  func holds(_ byte: UInt8) -> Bool {
    utf8.withContiguousStorageIfAvailable { bytes in
      bytes.baseAddress.map { memchr($0, Int32(byte), bytes.count) != nil } ?? false
    } ?? utf8.contains(byte)
  }

  /// The number of code points: bytes of UTF-8 that go on with none before them.
  var codePointCount: Int {
    var text = self
    return text.withUTF8 { bytes in
      let raw = UnsafeRawBufferPointer(bytes)
      var further = 0
      var place = 0
      while place + 8 <= raw.count {
        let word = raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        // The top two bits of a byte that goes on are 1 and 0.
        further += ((word >> 7) & (~word >> 6) & 0x0101_0101_0101_0101).nonzeroBitCount
        place += 8
      }
      for byte in raw[place...] where byte & 0xC0 == 0x80 { further += 1 }
      return raw.count - further
    }
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  var trimmed: String {
    let scalars = unicodeScalars
    let front = scalars.drop { $0.properties.isWhitespace }
    guard let last = front.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
    return String(self[front.startIndex...last])
  }

  /// Without empty lines at both ends and blanks at the end.
  var trimmedLines: String { String(decoding: Array(utf8).trimmedLines, as: UTF8.self) }
}
