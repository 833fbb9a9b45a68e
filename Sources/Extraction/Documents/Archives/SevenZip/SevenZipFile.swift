/// The frame of a 7z archive: a signature header of fixed length, the packed streams, and the header at the end.
enum SevenZipFile {
  static let signature: [UInt8] = [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]
  /// Signature, version, and where the header lies.
  static let startHeader = 32

  /// The header, which may itself be packed.
  static func header(of archive: UnsafeRawBufferPointer) throws(SevenZipFault) -> [UInt8] {
    guard archive.count > startHeader else { throw .damaged }
    func number(_ place: Int, _ count: Int = 8) -> UInt64 {
      archive[place..<place + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    let (offset, size) = (number(12), number(20))
    let room = UInt64(archive.count - startHeader)
    guard size > 0, offset <= room, size <= room - offset else { throw .damaged }
    let header = Array(archive[startHeader + Int(offset)..<startHeader + Int(offset) + Int(size)])
    // Before a password is tried, which takes a while.
    guard SevenZipNumbers.checksum(header) == UInt32(truncatingIfNeeded: number(28, 4)) else { throw .damaged }
    return header
  }

  static func assemble(packed: [UInt8], header: [UInt8]) -> [UInt8] {
    let place =
      SevenZipNumbers.fixed(UInt64(packed.count), 8) + SevenZipNumbers.fixed(UInt64(header.count), 8)
      + SevenZipNumbers.fixed(UInt64(SevenZipNumbers.checksum(header)), 4)
    var all: [UInt8] = []
    all.reserveCapacity(startHeader + packed.count + header.count)
    all += signature + [0, 4] + SevenZipNumbers.fixed(UInt64(SevenZipNumbers.checksum(place)), 4) + place
    all += packed
    return all + header
  }

  /// What a folder alone unpacks to, by libarchive.
  static func only(_ streams: SevenZipStreams, packed: [UInt8], size: Int) throws(SevenZipFault) -> [UInt8] {
    // One file, with a name.
    let file: [UInt8] = [0x05, 1, 0x11, 5, 0, 0x68, 0, 0, 0, 0]
    let bytes = assemble(packed: packed, header: [0x01, 0x04] + streams.encoded + file + [0])
    var content: [UInt8] = []
    let outcome: Archive.DataOutcome? = bytes.withUnsafeBytes { bytes in
      guard let archive = Archive(bytes, .any), case .entry = archive.next() else { return nil }
      return archive.data { piece in
        content += piece
        return content.count <= size
      }
    }
    guard outcome == .whole, content.count == size else { throw .refused }
    return content
  }
}
