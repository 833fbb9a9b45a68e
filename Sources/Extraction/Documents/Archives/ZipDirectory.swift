/// What a zip file's central directory says of its entries (APPNOTE.TXT §4.3.12), in clear also where the entries are not.
struct ZipDirectory {
  /// Files, without folders.
  var files = 0
  var encrypted = 0
  /// Encrypted by the old cipher, which is soon broken (appendix E has AES as method 99).
  var weak = 0
  /// The first few thousand names, in lower case.
  var names: [String] = []

  /// Nil when there is no directory to be found.
  init?(_ bytes: UnsafeRawBufferPointer) {
    let signature: [UInt8] = [0x50, 0x4B, 0x01, 0x02]
    guard var place = Self.start(bytes) else { return nil }
    while place >= 0, place + 46 <= bytes.count, bytes[place..<place + 4].elementsEqual(signature), files < 100_000 {
      let nameLength = bytes.number(place + 28)
      let isFolder = nameLength > 0 && place + 45 + nameLength < bytes.count && bytes[place + 45 + nameLength] == 0x2F
      if !isFolder {
        files += 1
        if names.count < 4096, place + 46 + nameLength <= bytes.count {
          names.append(PackageWalk.normal(String(decoding: bytes[place + 46..<place + 46 + nameLength], as: UTF8.self)))
        }
        if bytes.number(place + 8) & 1 == 1 {
          encrypted += 1
          if bytes.number(place + 10) != 99 { weak += 1 }
        }
      }
      place += 46 + nameLength + bytes.number(place + 30) + bytes.number(place + 32)
    }
  }

  /// Through the end record (§4.3.16).
  private static func start(_ bytes: UnsafeRawBufferPointer) -> Int? {
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
  func number(_ place: Int) -> Int {
    place >= 0 && place + 1 < count ? Int(self[place]) | Int(self[place + 1]) << 8 : 0
  }
}
