import Normalisation

/// The bytes of a delimited file as UTF-8.
struct DecodedText {
  var utf8: [UInt8]
  var encoding = "UTF-8"
  var damage: [DelimitedReader.Damage: Int] = [:]

  init(_ source: [UInt8]) {
    if let mark = Charset.byteOrderMark(of: source) {
      encoding = mark.charset
      let text = Charset.decode(Array(source.dropFirst(mark.length)), as: mark.charset)
      utf8 = text?.utf8 ?? []
      if text == nil || (text?.malformed ?? 0) > 0 {
        damage[.wrongEncoding] = Self.line(of: utf8.firstReplacement, in: utf8)
      }
    } else {
      utf8 = source
      readBare()
    }
    if let zero = utf8.firstIndex(of: 0) { damage[.zeroBytes] = Self.line(of: zero, in: utf8) }
  }

  /// Without a mark: UTF-8, windows-1252, or a mixture that two programs wrote.
  private mutating func readBare() {
    var wide = 0
    var firstMalformed: Int?
    var pieces: [Range<Int>] = []
    var i = 0
    while i < utf8.count {
      if utf8[i] < 0x80 {
        i += 1
        continue
      }
      let length = utf8.sequenceLength(at: i)
      if length == 0 {
        firstMalformed = firstMalformed ?? i
        pieces.append(i..<(i + 1))
      } else {
        wide += 1
      }
      i += max(1, length)
    }
    guard let firstMalformed else { return }
    encoding = "windows-1252"
    if wide == 0 {
      let bad = utf8.firstIndex { [0x81, 0x8D, 0x8F, 0x90, 0x9D].contains($0) }
      if let bad { damage[.wrongEncoding] = Self.line(of: bad, in: utf8) }
      utf8 = Charset.decode(utf8, as: encoding)?.utf8 ?? Array(String(decoding: utf8, as: UTF8.self).utf8)
    } else {
      damage[.wrongEncoding] = Self.line(of: firstMalformed, in: utf8)
      utf8 = mended(pieces)
    }
  }

  /// Each malformed byte read as windows-1252, all else left.
  private func mended(_ pieces: [Range<Int>]) -> [UInt8] {
    let narrow = (0x80...0xFF).map { Charset.decode([UInt8($0)], as: "windows-1252")?.utf8 ?? [0x3F] }
    var text: [UInt8] = []
    text.reserveCapacity(utf8.count + pieces.count * 2)
    var start = 0
    for piece in pieces {
      text.append(contentsOf: utf8[start..<piece.lowerBound])
      text.append(contentsOf: narrow[Int(utf8[piece.lowerBound]) - 0x80])
      start = piece.upperBound
    }
    text.append(contentsOf: utf8[start...])
    return text
  }

  private static func line(of index: Int?, in bytes: [UInt8]) -> Int {
    guard let index else { return 1 }
    var line = 1
    for i in 0..<min(index, bytes.count) {
      if bytes[i] == 0x0A || (bytes[i] == 0x0D && i + 1 < bytes.count && bytes[i + 1] != 0x0A) { line += 1 }
    }
    return line
  }
}

extension [UInt8] {
  fileprivate var firstReplacement: Int? {
    indices.first { self[$0] == 0xEF && $0 + 2 < count && self[$0 + 1] == 0xBF && self[$0 + 2] == 0xBD }
  }

  /// The bytes of a well-formed sequence of more than one byte (Unicode Standard table 3-7); 0 when there is none.
  fileprivate func sequenceLength(at i: Int) -> Int {
    let first = self[i]
    let length = first >= 0xC2 && first <= 0xDF ? 2 : first & 0xF0 == 0xE0 ? 3 : first >= 0xF0 && first <= 0xF4 ? 4 : 0
    guard length > 0, i + length <= count else { return 0 }
    for k in 1..<length where self[i + k] & 0xC0 != 0x80 { return 0 }
    let second = self[i + 1]
    switch first {
    case 0xE0 where second < 0xA0, 0xED where second > 0x9F, 0xF0 where second < 0x90, 0xF4 where second > 0x8F:
      return 0
    default: return length
    }
  }
}
