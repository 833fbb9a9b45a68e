/// Why bytes from another process were not understood, in words for a log; never quotes what was received.
struct CodecError: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Reads what `ByteWriter` wrote, believing nothing: each length is bounded by the bytes that are left before it is
/// used, text must be UTF-8, and a truth value must be 0 or 1.
struct ByteReader {
  private let bytes: [UInt8]
  private var next = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var remaining: Int { bytes.count - next }

  mutating func byte() throws(CodecError) -> UInt8 {
    guard remaining >= 1 else { throw CodecError("ends too early") }
    defer { next += 1 }
    return bytes[next]
  }

  mutating func bool() throws(CodecError) -> Bool {
    switch try byte() {
    case 0: return false
    case 1: return true
    default: throw CodecError("a truth value is neither 0 nor 1")
    }
  }

  mutating func number32() throws(CodecError) -> UInt32 {
    guard remaining >= 4 else { throw CodecError("ends too early") }
    defer { next += 4 }
    let start = next
    return bytes.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: start, as: UInt32.self)) }
  }

  mutating func number64() throws(CodecError) -> UInt64 {
    guard remaining >= 8 else { throw CodecError("ends too early") }
    defer { next += 8 }
    let start = next
    return bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: start, as: UInt64.self)) }
  }

  /// A number that must lie in `range`.
  mutating func integer(in range: ClosedRange<Int>) throws(CodecError) -> Int {
    guard let value = Int(exactly: Int64(bitPattern: try number64())), range.contains(value) else {
      throw CodecError("a number is out of its range")
    }
    return value
  }

  /// A number from 0 to 1.
  mutating func fraction() throws(CodecError) -> Double {
    let value = Double(bitPattern: try number64())
    // Not-a-number compares false, and so is refused here as well.
    guard value >= 0, value <= 1 else { throw CodecError("a confidence is not between 0 and 1") }
    return value
  }

  /// How many items follow, when each takes at least `size` bytes: never more than the bytes that are left can hold.
  mutating func count(ofAtLeast size: Int, atMost limit: Int = .max) throws(CodecError) -> Int {
    let count = Int(try number32())
    guard count <= limit, count <= remaining / max(size, 1) else { throw CodecError("a list is longer than it may be") }
    return count
  }

  mutating func bytes(atMost limit: Int) throws(CodecError) -> [UInt8] {
    let count = try count(ofAtLeast: 1, atMost: limit)
    defer { next += count }
    return Array(bytes[next..<(next + count)])
  }

  /// Text of at most `limit` bytes.
  mutating func string(atMost limit: Int) throws(CodecError) -> String {
    let count = try count(ofAtLeast: 1, atMost: limit)
    defer { next += count }
    guard let text = String(validating: bytes[next..<(next + count)], as: UTF8.self) else {
      throw CodecError("a text is not UTF-8")
    }
    return text
  }

  mutating func optional<T>(_ read: (inout ByteReader) throws(CodecError) -> T) throws(CodecError) -> T? {
    try bool() ? try read(&self) : nil
  }

  /// A list whose items take at least `size` bytes each.
  mutating func list<T>(
    ofAtLeast size: Int, atMost limit: Int = .max, _ read: (inout ByteReader) throws(CodecError) -> T
  ) throws(CodecError) -> [T] {
    let count = try count(ofAtLeast: size, atMost: limit)
    var values: [T] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try read(&self)) }
    return values
  }

  /// Nothing may follow.
  func finish() throws(CodecError) {
    guard remaining == 0 else { throw CodecError("more bytes follow than belong to it") }
  }
}
