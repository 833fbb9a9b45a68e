/// Parts of a text, in order and apart.
struct TextWindows {
  private(set) var ranges: [Range<Int>] = []
  private var length: Int

  /// Looking at what lies between two windows costs less than to begin anew.
  private static let gapBound = 96

  init(length: Int) { self.length = length }

  /// Begins again for another text, in the same memory.
  mutating func reset(length: Int) {
    ranges.removeAll(keepingCapacity: true)
    self.length = length
  }

  mutating func addAll() {
    ranges.removeAll(keepingCapacity: true)
    if length > 0 { ranges.append(0..<length) }
  }

  /// Adds what lies from so far before a place to so far behind it; windows that meet, or nearly do, become one.
  mutating func add(around place: Range<Int>, before: Int, behind: Int) {
    var start = max(0, place.lowerBound - before)
    var end = min(length, place.upperBound + behind)
    guard start < end else { return }
    // Places come in ascending order, but a wide window may begin before narrower ones that are there already.
    while let last = ranges.last, last.upperBound + Self.gapBound >= start {
      start = min(start, last.lowerBound)
      end = max(end, last.upperBound)
      ranges.removeLast()
    }
    ranges.append(start..<end)
  }
}
