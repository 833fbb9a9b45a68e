/// Why a 7z archive's header was not understood.
enum SevenZipFault: Error {
  /// It ends too early, or says what cannot be.
  case damaged
  /// It has what no program is known to write, or more than is read.
  case unknown
  /// No file in it needs a password.
  case nothingLocked
  /// The password does not fit, or trying it would take too long.
  case refused
}

/// Walks over a 7z header (7zFormat.txt of the LZMA SDK).
struct SevenZipReader {
  let bytes: [UInt8]
  private(set) var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func byte() throws(SevenZipFault) -> UInt8 {
    guard place < bytes.count else { throw .damaged }
    defer { place += 1 }
    return bytes[place]
  }

  mutating func take(_ count: Int) throws(SevenZipFault) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - place else { throw .damaged }
    defer { place += count }
    return bytes[place..<place + count]
  }

  /// As many bytes follow the first one as it has leading ones; what is left of it is the highest part.
  mutating func number(upTo most: Int = Int(Int32.max)) throws(SevenZipFault) -> Int {
    let first = try byte()
    var value: UInt64 = 0
    var mask: UInt8 = 0x80
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      if first & mask == 0 {
        value |= UInt64(first & (mask &- 1)) << shift
        break
      }
      value |= UInt64(try byte()) << shift
      mask >>= 1
    }
    guard value <= UInt64(most) else { throw .damaged }
    return Int(value)
  }

  /// Which of `count` things have a digest, and these.
  mutating func digests(of count: Int) throws(SevenZipFault) -> [UInt32?] {
    var isDefined = [Bool](repeating: true, count: count)
    if try byte() == 0 {
      let bits = try take((count + 7) / 8)
      for index in 0..<count { isDefined[index] = bits[bits.startIndex + index / 8] & (0x80 >> UInt8(index % 8)) != 0 }
    }
    var digests: [UInt32?] = []
    for index in 0..<count {
      digests.append(isDefined[index] ? try take(4).reversed().reduce(0) { $0 << 8 | UInt32($1) } : nil)
    }
    return digests
  }

  mutating func expect(_ byte: UInt8) throws(SevenZipFault) {
    guard try self.byte() == byte else { throw .unknown }
  }
}

/// The numbers of a 7z header, as they are written.
enum SevenZipNumbers {
  static func number(_ value: Int) -> [UInt8] {
    if value < 0x80 { return [UInt8(value)] }
    return [0xFF] + fixed(UInt64(value), 8)
  }

  /// The small end first.
  static func fixed(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }

  static func digests(_ digests: [UInt32?]) -> [UInt8] {
    var bits = [UInt8](repeating: 0, count: (digests.count + 7) / 8)
    for (index, digest) in digests.enumerated() where digest != nil { bits[index / 8] |= 0x80 >> UInt8(index % 8) }
    return [0] + bits + digests.flatMap { $0.map { fixed(UInt64($0), 4) } ?? [] }
  }

  /// CRC-32 as in ISO 3309.
  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { ($0 >> 8) ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
  }
}
