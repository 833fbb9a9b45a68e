/// Writes zip files as no honest program would (APPNOTE.TXT).
public struct ZipBuilder {
  /// What a file holds.
  public enum Content {
    case stored([UInt8])
    /// So many megabytes of zeros, packed as tight as deflate can.
    case bomb(megabytes: Int)
  }

  /// The zip file.
  public private(set) var bytes: [UInt8] = []

  /// - Parameter copies: how many directory entries point at each file.
  public init(_ files: [(name: String, content: Content)], copies: Int = 1) {
    var directory: [UInt8] = []
    var count = 0
    for (name, content) in files {
      let offset = bytes.count
      let (data, size, method) = Self.packed(content)
      let checksum = Self.checksum(content)
      bytes += [0x50, 0x4B, 3, 4] + Self.facts(method, checksum, data.count, size, name.utf8.count) + [0, 0]
      bytes += Array(name.utf8) + data
      for copy in 0..<copies {
        let own = copies == 1 ? name : "\(copy)-\(name)"
        directory += [0x50, 0x4B, 1, 2, 20, 0]
        directory += Self.facts(method, checksum, data.count, size, own.utf8.count) + [UInt8](repeating: 0, count: 12)
        directory += Self.four(offset) + Array(own.utf8)
        count += 1
      }
    }
    let start = bytes.count
    bytes += directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
    bytes +=
      Self.two(min(count, 0xFFFF)) + Self.two(min(count, 0xFFFF)) + Self.four(directory.count) + Self.four(start) + [
        0, 0,
      ]
  }

  private static func facts(_ method: Int, _ checksum: UInt32, _ packed: Int, _ size: Int, _ name: Int) -> [UInt8] {
    [20, 0, 0, 0] + two(method) + [0, 0, 0x21, 0x50] + four(Int(checksum)) + four(packed) + four(size) + two(name)
  }

  private static func two(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }
  /// Four bytes, the small one first.
  public static func four(_ value: Int) -> [UInt8] { two(value & 0xFFFF) + two(value >> 16 & 0xFFFF) }

  /// Zeros by deflate's fixed codes (RFC 1951 §3.2.6): one literal, then matches of 258 bytes at distance 1.
  private static func packed(_ content: Content) -> (data: [UInt8], size: Int, method: Int) {
    guard case .bomb(let megabytes) = content else {
      guard case .stored(let bytes) = content else { return ([], 0, 0) }
      return (bytes, bytes.count, 0)
    }
    return (zeros(megabytes: megabytes), 1 + megabytes * (1 << 20) / 258 * 258, 8)
  }

  /// So many megabytes of one byte as one block of deflate.
  public static func zeros(megabytes: Int, of byte: UInt8 = 0) -> [UInt8] {
    let matches = megabytes * (1 << 20) / 258
    var bits = BitWriter()
    bits.add(0b1, 1)
    bits.add(0b01, 2)
    // Literals below 144 have codes of eight bits, from 48 on.
    bits.code(0b0011_0000 + UInt32(byte), 8)
    for _ in 0..<matches {
      bits.code(0b1100_0101, 8)
      bits.code(0, 5)
    }
    bits.code(0, 7)
    return bits.finish()
  }

  /// CRC-32 (ISO 3309).
  public static func checksum(_ content: Content) -> UInt32 {
    guard case .stored(let bytes) = content else { return 0 }
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }

  private struct BitWriter {
    var bytes: [UInt8] = []
    var word: UInt32 = 0
    var count: UInt32 = 0

    /// Values stand with their small bit first.
    mutating func add(_ value: UInt32, _ bits: UInt32) {
      word |= value << count
      count += bits
      while count >= 8 {
        bytes.append(UInt8(word & 0xFF))
        word >>= 8
        count -= 8
      }
    }

    /// Codes stand with their large bit first.
    mutating func code(_ value: UInt32, _ bits: UInt32) {
      for bit in (0..<bits).reversed() { add(value >> bit & 1, 1) }
    }

    mutating func finish() -> [UInt8] { count > 0 ? bytes + [UInt8(word & 0xFF)] : bytes }
  }
}
