import CICU

/// A text in the form that patterns and names are looked up in, with the way back to what was written.
///
/// The form is NFKC_Casefold (Unicode Standard §3.13): full-width and styled letters become plain ones, case is
/// folded, soft hyphens, zero-width and other default-ignorable characters go. Besides, white space that holds a
/// no-break space, a line separator or the like becomes one space, so that patterns need to know only the space, the tab and the
/// line break. All offsets into `bytes` count UTF-8 bytes.
public struct NormalisedText: Sendable {
  /// The text as written, as UTF-8; malformed bytes are replaced by U+FFFD.
  public let original: [UInt8]
  /// The normalised text as UTF-8.
  public private(set) var bytes: [UInt8]

  /// Where stretches of `bytes` come from, in order; empty when every byte stands where it stood.
  private(set) var runs: [Run] = []
  /// The number of code points of `original` before each 512th byte; empty for ASCII.
  private let marks: [UInt32]

  /// A stretch of output from `normalised` on that comes from `original` on, up to the next run.
  struct Run: Sendable, Equatable {
    var normalised: UInt32
    var original: UInt32
    /// The whole stretch stands for the whole stretch; else byte for byte.
    var isChanged: Bool
  }

  /// Normalises a text of at most 2 GiB; what lies behind is left out, and `isCut` says so.
  public init(_ text: String) {
    self.init(wellFormed: Array(text.utf8))
  }

  /// The same for bytes that ought to be UTF-8.
  public init(utf8 source: [UInt8]) {
    if source.isASCII || String(validating: source, as: UTF8.self) != nil {
      self.init(wellFormed: source)
    } else {
      self.init(wellFormed: Array(String(decoding: source, as: UTF8.self).utf8))
    }
  }

  /// True when the text was longer than what can be normalised.
  public let isCut: Bool

  private static let longest = Int(Int32.max) - 4096

  init(wellFormed source: [UInt8]) {
    var source = source
    isCut = source.count > Self.longest
    if isCut {
      var end = Self.longest
      while end > 0, source[end] & 0xC0 == 0x80 { end -= 1 }
      source.removeSubrange(end...)
    }
    original = source
    if source.isASCII {
      marks = []
      bytes = source
      bytes.foldASCII()
    } else {
      marks = codePointMarks(source)
      bytes = []
      bytes.reserveCapacity(source.count)
      normalise()
    }
  }

  private mutating func normalise() {
    original.withUnsafeBufferPointer { source in
      var start = 0
      var position = 0
      while let space = source.oddSpace(from: position) {
        append(source, start..<space.lowerBound)
        appendSpace(from: space)
        start = space.upperBound
        position = start
      }
      append(source, start..<source.count)
    }
  }

  private mutating func appendSpace(from range: Range<Int>) {
    runs.append(Run(normalised: UInt32(bytes.count), original: UInt32(range.lowerBound), isChanged: true))
    bytes.append(0x20)
  }

  private mutating func append(_ source: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    guard !range.isEmpty, let base = source.baseAddress else { return }
    var piece = bytes
    bytes = []
    var found = runs
    runs = []
    let folding = { postern_icu_casefold(base + range.lowerBound, Int32(range.count), $0) }
    let done: Void? = withICUText(of: folding) { text in
      var from = range.lowerBound
      var to = piece.count
      let numbers = UnsafeBufferPointer(start: text.runs, count: Int(text.run_count) * 3)
      for i in stride(from: 0, to: numbers.count, by: 3) {
        found.append(Run(normalised: UInt32(to), original: UInt32(from), isChanged: numbers[i + 2] == 1))
        from += Int(numbers[i])
        to += Int(numbers[i + 1])
      }
      piece.append(contentsOf: text.buffer)
    }
    if done == nil {
      // ICU failed, which it does only when memory runs out: the text as it is still matches most patterns.
      found.append(Run(normalised: UInt32(piece.count), original: UInt32(range.lowerBound), isChanged: false))
      piece.append(contentsOf: source[range])
    }
    bytes = piece
    runs = found
  }

  // MARK: The way back

  /// The bytes of `original` that a range of `bytes` comes from; wider when a character was taken apart or composed.
  public func originalRange(_ range: Range<Int>) -> Range<Int> {
    if runs.isEmpty { return range.clamped(to: 0..<original.count) }
    let start = originalStart(range.lowerBound)
    return start..<max(start, range.isEmpty ? start : originalEnd(range.upperBound))
  }

  /// The code points of the original text that a range of `bytes` comes from, as the command contract counts them.
  public func codePoints(_ range: Range<Int>) -> Range<Int> {
    let bytes = originalRange(range)
    let start = codePoint(at: bytes.lowerBound)
    return start..<(start + count(bytes))
  }

  /// What stands in the original for a range of `bytes`.
  public func originalText(_ range: Range<Int>) -> String {
    String(decoding: original[originalRange(range)], as: UTF8.self)
  }

  /// The number of code points in the original before a byte of it.
  public func codePoint(at byte: Int) -> Int {
    if marks.isEmpty { return byte }
    let mark = min(byte >> 9, marks.count - 1)
    return Int(marks[mark]) + count((mark << 9)..<byte)
  }

  /// A bit for each of `bytes`: whether it was written as a capital, or as part of one. Empty for ASCII, where every byte
  /// stands where it stood.
  public var capitals: [UInt64] {
    guard !runs.isEmpty else { return [] }
    var marks = [UInt64](repeating: 0, count: bytes.count / 64 + 1)
    // Folding leaves no capital as it was, and what stands for a stretch is all one.
    for (number, run) in runs.enumerated() where run.isChanged {
      let start = Int(run.normalised)
      let end = number + 1 < runs.count ? Int(runs[number + 1].normalised) : bytes.count
      guard start < end, isCapital(Int(run.original)) else { continue }
      for at in start..<end { marks[at >> 6] |= 1 << UInt64(at & 63) }
    }
    return marks
  }

  /// True when the character that begins at a byte of `original` is a capital (upper case or title case).
  private func isCapital(_ at: Int) -> Bool {
    guard at < original.count else { return false }
    let first = original[at]
    if first < 0x80 { return first >= 0x41 && first <= 0x5A }
    guard let scalar = String(decoding: original[at...].prefix(4), as: UTF8.self).unicodeScalars.first else {
      return false
    }
    return scalar.properties.isUppercase || scalar.properties.generalCategory == .titlecaseLetter
  }

  private func count(_ range: Range<Int>) -> Int {
    if marks.isEmpty { return range.count }
    return original.withUnsafeBufferPointer { bytes in
      var found = 0
      for i in range where bytes[i] & 0xC0 != 0x80 { found += 1 }
      return found
    }
  }

  private func run(holding offset: Int) -> Int {
    var low = 0
    var high = runs.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(runs[middle].normalised) <= offset { low = middle } else { high = middle }
    }
    return low
  }

  private func originalStart(_ offset: Int) -> Int {
    if offset >= bytes.count { return original.count }
    let run = runs[run(holding: offset)]
    return Int(run.original) + (run.isChanged ? 0 : offset - Int(run.normalised))
  }

  /// `offset` is the end of something, so it belongs to the run before it.
  private func originalEnd(_ offset: Int) -> Int {
    let number = run(holding: offset - 1)
    let run = runs[number]
    if run.isChanged { return number + 1 < runs.count ? Int(runs[number + 1].original) : original.count }
    return Int(run.original) + offset - Int(run.normalised)
  }
}

private func codePointMarks(_ bytes: [UInt8]) -> [UInt32] {
  var marks: [UInt32] = []
  marks.reserveCapacity(bytes.count / 512 + 1)
  var found: UInt32 = 0
  bytes.withUnsafeBufferPointer { bytes in
    for i in bytes.indices {
      if i & 511 == 0 { marks.append(found) }
      if bytes[i] & 0xC0 != 0x80 { found += 1 }
    }
  }
  return marks
}
