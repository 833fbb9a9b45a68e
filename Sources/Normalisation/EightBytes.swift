/// Eight bytes of a text looked at together, the first in the lowest bits: most words are no longer, so that a word costs
/// a few operations, and no loop whose end the processor has to guess.
public enum EightBytes {
  /// The top bit of each byte.
  @inlinable @inline(__always) public static var tops: UInt64 { 0x8080_8080_8080_8080 }

  /// What stands from a place on; 0 behind the text's end.
  @inlinable @inline(__always)
  public static func load(_ text: UnsafeRawBufferPointer, _ at: Int) -> UInt64 {
    if at + 8 <= text.count { return UInt64(littleEndian: text.loadUnaligned(fromByteOffset: at, as: UInt64.self)) }
    return end(text, at)
  }

  @inlinable @inline(never)
  static func end(_ text: UnsafeRawBufferPointer, _ at: Int) -> UInt64 {
    var bytes: UInt64 = 0
    var place = text.count
    while place > at {
      place -= 1
      bytes = bytes << 8 | UInt64(text[place])
    }
    return bytes
  }

  /// The top bits of the bytes from a to z.
  @inlinable @inline(__always)
  public static func letters(_ bytes: UInt64) -> UInt64 {
    let low = bytes & ~tops
    return (low &+ 0x1F1F_1F1F_1F1F_1F1F) & ~(low &+ 0x0505_0505_0505_0505) & ~bytes & tops
  }

  /// The top bits of the bytes from 0 to 9.
  @inlinable @inline(__always)
  public static func digits(_ bytes: UInt64) -> UInt64 {
    let low = bytes & ~tops
    return (low &+ 0x5050_5050_5050_5050) & ~(low &+ 0x4646_4646_4646_4646) & ~bytes & tops
  }

  /// The top bits of the bytes that equal one.
  @inlinable @inline(__always)
  public static func equal(_ byte: UInt8, _ bytes: UInt64) -> UInt64 {
    let others = bytes ^ (0x0101_0101_0101_0101 &* UInt64(byte))
    return ~(((others & ~tops) &+ ~tops) | others) & tops
  }

  /// How many bytes from the first on are marked by their top bits.
  @inlinable @inline(__always)
  public static func leading(_ marks: UInt64) -> Int { (~marks & tops).trailingZeroBitCount >> 3 }

  /// The first so many bytes, from 1 to 8; 0 for the others.
  @inlinable @inline(__always)
  public static func first(_ count: Int, of bytes: UInt64) -> UInt64 {
    bytes & (UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- count &* 8))
  }
}
