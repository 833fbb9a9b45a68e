/// What a RAR archive's headers say of its entries (RAR 5.0 archive format, and RAR 4's technote), of which libarchive says
/// too little where passwords are about.
struct RARHeaders {
  var names: [String] = []
  /// Which of the names are of locked files.
  var locked: Set<Int> = []
  /// The headers themselves are encrypted.
  var areNamesLocked = false
  /// A RAR 5 archive ends without its last header.
  var isCut = false

  private static let limit = 10_000

  init(_ bytes: UnsafeRawBufferPointer) {
    if bytes.starts(with: Array("Rar!\u{1A}\u{7}\u{1}\u{0}".utf8)) { readFive(bytes) } else { readFour(bytes) }
  }

  // MARK: - RAR 5

  private mutating func readFive(_ bytes: UnsafeRawBufferPointer) {
    var place = 8
    isCut = true
    defer { if names.count >= Self.limit { isCut = false } }
    while place + 7 < bytes.count, names.count < Self.limit {
      var reader = VariableReader(bytes, at: place + 4)
      guard let size = reader.number(), size > 0 else { return }
      let end = reader.place + size
      guard end > place, end <= bytes.count, let type = reader.number(), let flags = reader.number() else { return }
      let extra = flags & 1 != 0 ? reader.number() ?? 0 : 0
      let data = flags & 2 != 0 ? reader.number() ?? 0 : 0
      switch type {
      case 4:
        areNamesLocked = true
        isCut = false
        return
      case 2: file(&reader, end: end, extra: extra)
      case 5:
        isCut = false
        return
      default: break
      }
      guard data >= 0, data < bytes.count, end + data > place else { return }
      place = end + data
    }
  }

  private mutating func file(_ reader: inout VariableReader, end: Int, extra: Int) {
    guard let flags = reader.number(), reader.number() != nil, reader.number() != nil else { return }
    reader.place += (flags & 2 != 0 ? 4 : 0) + (flags & 4 != 0 ? 4 : 0)
    guard reader.number() != nil, reader.number() != nil, let length = reader.number() else { return }
    let isFolder = flags & 1 != 0
    guard let name = reader.text(length) else { return }
    if isFolder { return }
    names.append(name)
    // Records of the extra area, which ends where the header does; type 1 is encryption.
    guard extra > 0, extra <= end else { return }
    var records = reader
    records.place = end - extra
    while records.place < end, let size = records.number(), size > 0 {
      let next = records.place + size
      if records.number() == 1 {
        locked.insert(names.count - 1)
        return
      }
      guard next > records.place - size, next <= end else { return }
      records.place = next
    }
  }

  // MARK: - RAR 4

  private mutating func readFour(_ bytes: UnsafeRawBufferPointer) {
    var place = 7
    while place + 7 <= bytes.count, names.count < Self.limit {
      let type = bytes[place + 2]
      let flags = bytes.number(place + 3)
      let size = bytes.number(place + 5)
      guard size >= 7 else { return }
      var data = 0
      switch type {
      case 0x73:
        if flags & 0x80 != 0 {
          areNamesLocked = true
          return
        }
      case 0x74:
        guard place + 32 <= bytes.count else { return }
        data = bytes.number(place + 7) | bytes.number(place + 9) << 16
        let length = bytes.number(place + 26)
        let start = place + 32 + (flags & 0x100 != 0 ? 8 : 0)
        guard start + length <= bytes.count else { return }
        if flags & 0xE0 != 0xE0 {
          // A Unicode form may follow a zero byte.
          let name = bytes[start..<start + length].prefix { $0 != 0 }
          names.append(String(decoding: name, as: UTF8.self))
          if flags & 4 != 0 { locked.insert(names.count - 1) }
        }
      case 0x7B: return
      default: if flags & 0x8000 != 0 { data = bytes.number(place + 7) | bytes.number(place + 9) << 16 }
      }
      place += size + data
    }
  }
}

/// Numbers of seven bits a byte, the small end first.
private struct VariableReader {
  let bytes: UnsafeRawBufferPointer
  var place: Int

  init(_ bytes: UnsafeRawBufferPointer, at place: Int) {
    self.bytes = bytes
    self.place = place
  }

  mutating func number() -> Int? {
    var value = 0
    for shift in stride(from: 0, to: 56, by: 7) {
      guard place >= 0, place < bytes.count else { return nil }
      let byte = bytes[place]
      place += 1
      value |= Int(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
    }
    return nil
  }

  mutating func text(_ length: Int) -> String? {
    guard length >= 0, length <= 65536, place + length <= bytes.count else { return nil }
    defer { place += length }
    return String(decoding: bytes[place..<place + length], as: UTF8.self)
  }
}
