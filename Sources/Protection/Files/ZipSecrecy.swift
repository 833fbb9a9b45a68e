/// Takes the checksums of what is encrypted out of a zip file, in which libarchive leaves them in clear (AE-1): by them
/// anybody could try guesses at the content. WinZip's AE-2 has none, since AES's own code vouches for the content.
enum ZipSecrecy {
  /// - Parameter entries: how many there must be, all encrypted.
  /// - Throws: `LibraryFault` when the file is not as libarchive writes it: then it must not be sent.
  static func hideChecksums(in zip: inout [UInt8], entries: Int) throws(LibraryFault) {
    // The end record (APPNOTE.TXT §4.3.16), without a remark.
    let end = zip.count - 22
    guard end >= 0, zip.starts(signature: 0x0605_4B50, at: end), zip.number(end + 10, 2) == entries else { throw fault }
    var place = zip.number(end + 16, 4)
    for _ in 0..<entries {
      guard place >= 0, place + 46 <= end, zip.starts(signature: 0x0201_4B50, at: place) else { throw fault }
      let (name, extra, remark) = (zip.number(place + 28, 2), zip.number(place + 30, 2), zip.number(place + 32, 2))
      let (packed, size, local) = (zip.number(place + 20, 4), zip.number(place + 24, 4), zip.number(place + 42, 4))
      // libarchive locks no empty file, which has nothing to hide.
      if size > 0 || zip.number(place + 8, 2) & 1 != 0 {
        try hide(at: place + 16, extra: place + 46 + name, extra, in: &zip)
        try self.local(at: local, packed: packed, in: &zip)
      }
      place += 46 + name + extra + remark
    }
    guard place == end else { throw fault }
  }

  private static func local(at place: Int, packed: Int, in zip: inout [UInt8]) throws(LibraryFault) {
    guard place + 30 <= zip.count, zip.starts(signature: 0x0403_4B50, at: place) else { throw fault }
    let (name, extra) = (zip.number(place + 26, 2), zip.number(place + 28, 2))
    try hide(at: place + 14, extra: place + 30 + name, extra, in: &zip)
    // §4.3.9: sizes and checksum stand behind the content.
    guard zip.number(place + 6, 2) & 8 != 0 else { return }
    let descriptor = place + 30 + name + extra + packed
    guard descriptor + 8 <= zip.count, zip.starts(signature: 0x0807_4B50, at: descriptor) else { throw fault }
    zip.replaceSubrange(descriptor + 4..<descriptor + 8, with: [0, 0, 0, 0])
  }

  /// - Parameter checksum: where it stands.
  private static func hide(at checksum: Int, extra start: Int, _ count: Int, in zip: inout [UInt8]) throws(LibraryFault)
  {
    guard start + count <= zip.count else { throw fault }
    var place = start
    var isFound = false
    while place + 4 <= start + count {
      let size = zip.number(place + 2, 2)
      // WinZip's field: version, "AE", strength 3 for 256 bits, the method of packing.
      if zip.number(place, 2) == 0x9901, size == 7, place + 11 <= start + count {
        guard zip[place + 6] == 0x41, zip[place + 7] == 0x45, zip[place + 8] == 3 else { throw fault }
        zip.replaceSubrange(place + 4..<place + 6, with: [2, 0])
        isFound = true
      }
      place += 4 + size
    }
    guard isFound else { throw fault }
    zip.replaceSubrange(checksum..<checksum + 4, with: [0, 0, 0, 0])
  }

  private static var fault: LibraryFault { LibraryFault("the zip file is not encrypted as it should be") }
}

extension [UInt8] {
  fileprivate func number(_ place: Int, _ count: Int) -> Int {
    place >= 0 && place + count <= self.count ? (0..<count).reduce(0) { $0 | Int(self[place + $1]) << (8 * $1) } : 0
  }

  fileprivate func starts(signature: Int, at place: Int) -> Bool { number(place, 4) == signature }
}
