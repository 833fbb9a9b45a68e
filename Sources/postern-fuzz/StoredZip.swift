/// A zip file of parts as they are (APPNOTE.TXT), so that a mutation of a part is not lost in its packing.
struct StoredZip {
  private(set) var bytes: [UInt8] = []

  init(_ parts: [(name: String, bytes: [UInt8])]) {
    var directory: [UInt8] = []
    for part in parts {
      let offset = bytes.count
      let about =
        [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0x50] + Self.number(Self.checksum(part.bytes), 4)
        + Self.number(UInt32(clamping: part.bytes.count), 4) + Self.number(UInt32(clamping: part.bytes.count), 4)
        + Self.number(UInt32(clamping: part.name.utf8.count), 2)
      bytes += [0x50, 0x4B, 3, 4] + about + [0, 0] + Array(part.name.utf8) + part.bytes
      directory += [0x50, 0x4B, 1, 2, 20, 0] + about + [UInt8](repeating: 0, count: 12)
      directory += Self.number(UInt32(clamping: offset), 4) + Array(part.name.utf8)
    }
    let count = Self.number(UInt32(clamping: parts.count), 2)
    let end =
      count + count + Self.number(UInt32(clamping: directory.count), 4) + Self.number(UInt32(clamping: bytes.count), 4)
    bytes += directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + end + [0, 0]
  }

  private static func number(_ value: UInt32, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (UInt32($0) * 8)) }
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes { sum = sum >> 8 ^ table[Int((sum ^ UInt32(byte)) & 0xFF)] }
    return ~sum
  }

  private static let table: [UInt32] = (0..<256).map { start in
    (0..<8).reduce(UInt32(start)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
  }
}
