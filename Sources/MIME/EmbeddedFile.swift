/// A file that was written into a text by uuencode or yEnc.
struct EmbeddedFile {
  var name: String
  var bytes: [UInt8]
  /// False when its end is missing.
  var isComplete: Bool

  private static let uuBegin = Array("begin ".utf8)
  private static let yBegin = Array("=ybegin ".utf8)

  /// All files in a text, at most `limit`.
  static func all(in text: UnsafeRawBufferPointer, limit: Int) -> [EmbeddedFile] {
    var files: [EmbeddedFile] = []
    var place = 0
    while files.count < limit, let start = text.lineStart(with: uuBegin, from: place) {
      let line = text.line(from: start)
      place = line.next
      guard let name = uuName(text[start..<line.end]) else { continue }
      let (bytes, end, isComplete) = uuDecode(text, from: line.next)
      guard !bytes.isEmpty else { continue }
      files.append(EmbeddedFile(name: name, bytes: bytes, isComplete: isComplete))
      place = end
    }
    place = 0
    while files.count < limit, let start = text.lineStart(with: yBegin, from: place) {
      let line = text.line(from: start)
      let end = text.lineStart(with: Array("=yend".utf8), from: line.next)
      let bytes = YEncDecoding.decode(UnsafeRawBufferPointer(rebasing: text[line.next..<(end ?? text.count)]))
      files.append(EmbeddedFile(name: yName(text[start..<line.end]), bytes: bytes, isComplete: end != nil))
      place = end ?? text.count
    }
    return files
  }

  /// The name in "begin 644 name", or nil when the line is ordinary text.
  private static func uuName(_ line: Slice<UnsafeRawBufferPointer>) -> String? {
    let words = line.dropFirst(uuBegin.count)
    let mode = words.prefix { $0 >= 0x30 && $0 <= 0x37 }
    guard (3...5).contains(mode.count) else { return nil }
    let rest = words.dropFirst(mode.count)
    guard rest.first == 0x20 else { return nil }
    let name = String(decoding: rest.dropFirst(), as: UTF8.self)
    return name.isEmpty ? "unnamed" : name
  }

  private static func yName(_ line: Slice<UnsafeRawBufferPointer>) -> String {
    // The name is last and may hold spaces.
    guard let range = String(decoding: line, as: UTF8.self).split(separator: "name=", maxSplits: 1).dropFirst().first
    else {
      return "unnamed"
    }
    return String(range)
  }

  /// Decodes line after line as long as each has the length that its first character says.
  private static func uuDecode(_ text: UnsafeRawBufferPointer, from start: Int) -> ([UInt8], Int, Bool) {
    var bytes: [UInt8] = []
    var place = start
    while place < text.count {
      let (end, next) = text.line(from: place)
      let line = UnsafeRawBufferPointer(rebasing: text[place..<end])
      if line.count == 3, line[0] == 0x65, line[1] == 0x6E, line[2] == 0x64 { return (bytes, next, true) }
      guard let first = line.first, first >= 0x20, first <= 0x60 else { return (bytes, place, false) }
      let length = Int((first &- 0x20) & 0x3F)
      // Programs that cut trailing spaces leave a line short; one that is shorter still is no data.
      guard line.count > (length * 4) / 3 - 3 else { return (bytes, place, false) }
      append(line, length, to: &bytes)
      place = next
    }
    return (bytes, place, false)
  }

  private static func append(_ line: UnsafeRawBufferPointer, _ length: Int, to bytes: inout [UInt8]) {
    func six(_ offset: Int) -> UInt32 { offset < line.count ? UInt32((line[offset] &- 0x20) & 0x3F) : 0 }
    var written = 0
    var place = 1
    while written < length {
      let word = six(place) << 18 | six(place + 1) << 12 | six(place + 2) << 6 | six(place + 3)
      for shift in [16, 8, 0] as [UInt32] where written < length {
        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
        written += 1
      }
      place += 4
    }
  }
}
