extension UnsafeBufferPointer where Element == UInt8 {
  /// The next run of white space that holds an odd one, from a byte on: spaces around it belong to the run, tabs and
  /// line breaks do not, since tables and paragraphs stand on them.
  func oddSpace(from start: Int) -> Range<Int>? {
    var i = start
    while i < count {
      let length = oddSpaceLength(at: i)
      if length > 0 { return widened(i..<(i + length), from: start) }
      i += 1
    }
    return nil
  }

  private func widened(_ range: Range<Int>, from start: Int) -> Range<Int> {
    var low = range.lowerBound
    while low > start, self[low - 1] == 0x20 { low -= 1 }
    var high = range.upperBound
    while high < count {
      let length = self[high] == 0x20 ? 1 : oddSpaceLength(at: high)
      if length == 0 { break }
      high += length
    }
    return low..<high
  }

  /// The bytes of the odd white space at `i`, 0 when there is none: White_Space (UAX #44) but for space, tab, LF, CR.
  private func oddSpaceLength(at i: Int) -> Int {
    let first = self[i]
    if first == 0x0B || first == 0x0C { return 1 }
    if first < 0xC2 { return 0 }
    if first == 0xC2 {
      guard i + 1 < count else { return 0 }
      return self[i + 1] == 0x85 || self[i + 1] == 0xA0 ? 2 : 0
    }
    guard first == 0xE1 || first == 0xE2 || first == 0xE3, i + 2 < count else { return 0 }
    switch (first, self[i + 1], self[i + 2]) {
    case (0xE1, 0x9A, 0x80), (0xE3, 0x80, 0x80), (0xE2, 0x81, 0x9F): return 3
    case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF): return 3
    default: return 0
    }
  }
}

extension [UInt8] {
  /// True when every byte is below 128.
  var isASCII: Bool {
    withUnsafeBytes { $0.isASCII }
  }

  /// NFKC_Casefold for ASCII: byte for byte.
  mutating func foldASCII() {
    withUnsafeMutableBufferPointer { bytes in
      // Without a branch, so that the compiler takes many bytes at once.
      for i in 0..<bytes.count {
        let byte = bytes[i]
        let folded = byte &+ (byte &- 0x41 < 26 ? 0x20 : 0)
        bytes[i] = byte &- 0x0B < 2 ? 0x20 : folded
      }
    }
  }
}

extension UnsafeRawBufferPointer {
  /// True when every byte is below 128; eight at a time.
  public var isASCII: Bool {
    var i = 0
    while i + 8 <= count {
      if loadUnaligned(fromByteOffset: i, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { return false }
      i += 8
    }
    while i < count {
      if self[i] >= 0x80 { return false }
      i += 1
    }
    return true
  }
}
