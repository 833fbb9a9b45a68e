/// Parts of a text, in order and apart.
struct TextWindows {
  private(set) var ranges: [Range<Int>] = []
  private let length: Int

  init(length: Int) { self.length = length }

  /// All of it.
  static func whole(_ length: Int) -> TextWindows {
    var windows = TextWindows(length: length)
    if length > 0 { windows.ranges = [0..<length] }
    return windows
  }

  /// Adds what lies within `reach` bytes of a place; places must come in ascending order.
  mutating func add(around place: Range<Int>, reach: Int) {
    let start = max(0, place.lowerBound - reach)
    let end = min(length, place.upperBound + reach)
    if let last = ranges.indices.last, ranges[last].upperBound >= start {
      ranges[last] = ranges[last].lowerBound..<max(ranges[last].upperBound, end)
    } else if start < end {
      ranges.append(start..<end)
    }
  }

  /// What lies within `reach` bytes of certain bytes.
  static func near(_ wanted: ByteSet, _ text: UnsafeBufferPointer<UInt8>, reach: Int) -> TextWindows {
    var windows = TextWindows(length: text.count)
    var at = 0
    while at < text.count {
      if wanted.contains(text[at]) {
        let start = at
        while at < text.count, wanted.contains(text[at]) { at += 1 }
        windows.add(around: start..<at, reach: reach)
      } else {
        at += 1
      }
    }
    return windows
  }
}
