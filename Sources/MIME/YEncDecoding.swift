/// yEnc (the draft "yEncode" 1.3): bytes moved by 42, with an escape for what mail cannot carry.
enum YEncDecoding {
  /// Decodes the lines of data in `input`; lines of control words are passed over.
  static func decode(_ input: UnsafeRawBufferPointer) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(input.count)
    var place = 0
    while place < input.count {
      let (end, next) = input.line(from: place)
      let line = UnsafeRawBufferPointer(rebasing: input[place..<end])
      place = next
      if line.count >= 2, line[0] == 0x3D, line[1] == 0x79 { continue }
      var isEscaped = false
      for byte in line {
        if isEscaped {
          output.append(byte &- 64 &- 42)
          isEscaped = false
        } else if byte == 0x3D {
          isEscaped = true
        } else {
          output.append(byte &- 42)
        }
      }
    }
    return output
  }
}
