/// Whether a file needs a password, as far as that shows without opening it. What is not certain is `none`.
enum FileProtection {
  static func state(_ bytes: UnsafeRawBufferPointer, family: FileKind.Family) -> ProtectionState {
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      // [MS-OFFCRYPTO] §2.3.4: an encrypted document is an OLE file with this stream.
      let name: [UInt8] = "EncryptedPackage".utf8.reduce(into: []) { $0 += [$1, 0] }
      return bytes.containsRun(name) ? .openPassword : .none
    }
    if bytes.starts(with: [0x50, 0x4B]) { return zip(bytes) }
    return .none
  }

  /// APPNOTE.TXT §4.4.4: bit 0 of an entry's flags says that it is encrypted; method 99 (appendix E) that it is by AES.
  /// Counts as protected only when every file in it is.
  private static func zip(_ bytes: UnsafeRawBufferPointer) -> ProtectionState {
    let signature: [UInt8] = [0x50, 0x4B, 0x01, 0x02]
    var place = 0
    var isWeak = false
    var files = 0
    // Entries follow one another; the first is found through the end record (§4.3.16).
    guard let start = directory(bytes) else { return .none }
    place = start
    while place + 46 <= bytes.count, bytes[place..<place + 4].elementsEqual(signature), files < 100_000 {
      let flags = bytes.number(place + 8)
      let method = bytes.number(place + 10)
      let nameLength = bytes.number(place + 28)
      let isFolder = nameLength > 0 && place + 45 + nameLength < bytes.count && bytes[place + 45 + nameLength] == 0x2F
      if !isFolder {
        if flags & 1 == 0 { return .none }
        if method != 99 { isWeak = true }
        files += 1
      }
      place += 46 + nameLength + bytes.number(place + 30) + bytes.number(place + 32)
    }
    if files == 0 { return .none }
    return isWeak ? .weakPassword : .openPassword
  }

  private static func directory(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard bytes.count >= 22 else { return nil }
    for place in stride(from: bytes.count - 22, through: max(0, bytes.count - 65558), by: -1)
    where bytes[place] == 0x50 && bytes[place..<place + 4].elementsEqual([0x50, 0x4B, 0x05, 0x06]) {
      return bytes.number(place + 16) | bytes.number(place + 18) << 16
    }
    return nil
  }
}

extension UnsafeRawBufferPointer {
  /// Two bytes, the small one first.
  fileprivate func number(_ place: Int) -> Int {
    place + 1 < count ? Int(self[place]) | Int(self[place + 1]) << 8 : 0
  }
}
