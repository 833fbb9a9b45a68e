/// Writes the small binary form in which the processes of the wall speak: little-endian numbers of fixed width, and
/// lists and strings behind their length.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  mutating func byte(_ value: UInt8) { bytes.append(value) }

  mutating func bool(_ value: Bool) { bytes.append(value ? 1 : 0) }

  mutating func number(_ value: UInt32) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// A count or size. What does not fit is written as the largest number, which every reader refuses as too many.
  mutating func count(_ value: Int) { number(UInt32(clamping: value)) }

  mutating func number(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func integer(_ value: Int) { number(UInt64(bitPattern: Int64(value))) }

  mutating func fraction(_ value: Double) { number(value.bitPattern) }

  mutating func bytes(_ value: [UInt8]) {
    count(value.count)
    bytes.append(contentsOf: value)
  }

  mutating func string(_ value: String) {
    var value = value
    value.withUTF8 { buffer in
      count(buffer.count)
      bytes.append(contentsOf: buffer)
    }
  }

  mutating func optional<T>(_ value: T?, _ write: (inout ByteWriter, T) -> Void) {
    bool(value != nil)
    if let value { write(&self, value) }
  }

  mutating func list<T>(_ values: [T], _ write: (inout ByteWriter, T) -> Void) {
    count(values.count)
    for value in values { write(&self, value) }
  }
}
