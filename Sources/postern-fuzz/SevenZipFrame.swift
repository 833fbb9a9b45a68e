/// A 7z archive around packed streams and a header: with the checksums right, so that a reader goes on to the header.
struct SevenZipFrame {
  /// Bytes of the packed streams; what follows them is the header.
  static let packed = 96

  private(set) var bytes: [UInt8]

  init(_ content: [UInt8]) {
    let packed = Array(content.prefix(Self.packed))
    let header = Array(content.dropFirst(Self.packed))
    let place = Self.number(packed.count, 8) + Self.number(header.count, 8) + Self.number(Self.checksum(header), 4)
    bytes = [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4] + Self.number(Self.checksum(place), 4) + place + packed + header
  }

  private static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// CRC-32 (ISO 3309).
  private static func checksum(_ bytes: [UInt8]) -> Int {
    var sum: UInt32 = ~0
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return Int(~sum)
  }
}
