/// Base64 (RFC 4648 §4, RFC 2045 §6.8), decoded leniently and strictly in one pass, because programs differ on broken bodies.
struct Base64Decoding {
  /// Everything that can be read: foreign characters skipped, reading goes on after padding.
  var bytes: [UInt8]
  /// How many of `bytes` a strict program has got when it meets the first fault; nil when there is none.
  var strictCount: Int?

  private static let space: UInt8 = 64
  private static let padding: UInt8 = 65
  private static let foreign: UInt8 = 66
  private static let table: [UInt8] = {
    var table = [UInt8](repeating: foreign, count: 256)
    for (value, byte) in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8.enumerated() {
      table[Int(byte)] = UInt8(value)
    }
    for byte in [0x20, 0x09, 0x0A, 0x0D, 0x0B, 0x0C] { table[byte] = space }
    table[0x3D] = padding
    return table
  }()

  init(_ input: UnsafeRawBufferPointer) {
    var fault: Int?
    bytes = [UInt8](unsafeUninitializedCapacity: input.count / 4 * 3 + 4) { output, count in
      Self.table.withUnsafeBufferPointer { table in
        Self.decode(input, into: output, count: &count, fault: &fault, table: table)
      }
    }
    strictCount = fault
  }

  private static func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableBufferPointer<UInt8>, count written: inout Int,
    fault: inout Int?, table: UnsafeBufferPointer<UInt8>
  ) {
    var place = 0
    var bits: UInt32 = 0
    var have = 0
    var isAfterPadding = false
    let end = input.count
    while place < end {
      if have == 0, !isAfterPadding || fault != nil {
        // Four good characters at a time, which is nearly all of every body.
        while place + 4 <= end {
          let a = table[Int(input[place])]
          let b = table[Int(input[place + 1])]
          let c = table[Int(input[place + 2])]
          let d = table[Int(input[place + 3])]
          if (a | b | c | d) & 0xC0 != 0 { break }
          let word = UInt32(a) << 18 | UInt32(b) << 12 | UInt32(c) << 6 | UInt32(d)
          output[written] = UInt8(truncatingIfNeeded: word >> 16)
          output[written + 1] = UInt8(truncatingIfNeeded: word >> 8)
          output[written + 2] = UInt8(truncatingIfNeeded: word)
          written += 3
          place += 4
        }
        guard place < end else { break }
      }
      let value = table[Int(input[place])]
      place += 1
      if value < 64 {
        if isAfterPadding, fault == nil { fault = written }
        isAfterPadding = false
        bits = bits << 6 | UInt32(value)
        have += 1
        if have == 4 {
          output[written] = UInt8(truncatingIfNeeded: bits >> 16)
          output[written + 1] = UInt8(truncatingIfNeeded: bits >> 8)
          output[written + 2] = UInt8(truncatingIfNeeded: bits)
          written += 3
          have = 0
          bits = 0
        }
      } else if value == padding {
        if have >= 2 {
          let before = written
          flush(bits, have, into: output, count: &written)
          if have == 2, !skipPadding(input, &place, table), fault == nil { fault = before }
          isAfterPadding = true
        } else if fault == nil {
          fault = written
        }
        have = 0
        bits = 0
      } else if value == foreign, fault == nil {
        fault = written
      }
    }
    if have > 0 {
      if fault == nil { fault = written }
      flush(bits, have, into: output, count: &written)
    }
  }

  /// Takes the second "=" of "xx==", white space before it allowed.
  private static func skipPadding(
    _ input: UnsafeRawBufferPointer, _ place: inout Int, _ table: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    var look = place
    while look < input.count, table[Int(input[look])] == space { look += 1 }
    guard look < input.count, table[Int(input[look])] == padding else { return false }
    place = look + 1
    return true
  }

  /// Writes what two or three characters hold.
  private static func flush(
    _ bits: UInt32, _ have: Int, into output: UnsafeMutableBufferPointer<UInt8>, count written: inout Int
  ) {
    guard have >= 2 else { return }
    let word = bits << UInt32(6 * (4 - have))
    output[written] = UInt8(truncatingIfNeeded: word >> 16)
    written += 1
    if have == 3 {
      output[written] = UInt8(truncatingIfNeeded: word >> 8)
      written += 1
    }
  }

  /// The lines of a broken body that are no base64: what somebody reads who looks at the raw text.
  static func foreignLines(_ input: UnsafeRawBufferPointer) -> [UInt8] {
    var lines: [UInt8] = []
    var place = 0
    while place < input.count {
      let (end, next) = input.line(from: place)
      let line = input[place..<end]
      let isData = line.count >= 40 && !line.contains { table[Int($0)] == foreign || $0 == 0x20 }
      if !isData {
        lines += line
        lines.append(0x0A)
      }
      place = next
    }
    return lines
  }
}
