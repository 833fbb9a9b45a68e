import Normalisation

/// How long those sought words may be that a run can begin with and go on from ("allerg*"), told by the run's first letters: for
/// most words there is none, and nothing more is looked up.
struct OpenBeginnings: Sendable {
  /// By the first two letters, a bit for each length; the last bit stands for all that are longer, too.
  private var byTwo = [UInt64](repeating: 0, count: 1 << 10)
  /// By the first three, whether any is there.
  private var byThree = [UInt64](repeating: 0, count: 1 << 9)

  static let longest = 63

  mutating func add(_ word: [UInt8]) {
    func places(_ number: Int) -> ClosedRange<Int> {
      word.count > number ? Int(word[number] & 31)...Int(word[number] & 31) : 0...31
    }
    for second in places(1) {
      let two = Int(word[0] & 31) | second << 5
      byTwo[two] |= 1 << UInt64(min(word.count, Self.longest))
      for third in places(2) {
        let three = two | third << 10
        byThree[three >> 6] |= 1 << UInt64(three & 63)
      }
    }
  }

  struct View {
    fileprivate let byTwo: UnsafeBufferPointer<UInt64>
    fileprivate let byThree: UnsafeBufferPointer<UInt64>

    /// - Parameter first: the run's first eight bytes, 0 behind its end.
    @inline(__always) func lengths(_ first: UInt64, _ length: Int) -> UInt64 {
      let two = first & 31 | first >> 3 & 0x3E0
      let three = Int(truncatingIfNeeded: two | first >> 6 & 0x7C00)
      guard byThree[three >> 6] &>> UInt64(three & 63) & 1 != 0 else { return 0 }
      let lengths = byTwo[Int(truncatingIfNeeded: two)]
      return length < OpenBeginnings.longest ? lengths & (2 &<< UInt64(length) &- 1) : lengths
    }
  }

  func withView<T>(_ body: (View) -> T) -> T {
    byTwo.withUnsafeBufferPointer { two in
      byThree.withUnsafeBufferPointer { three in body(View(byTwo: two, byThree: three)) }
    }
  }
}
