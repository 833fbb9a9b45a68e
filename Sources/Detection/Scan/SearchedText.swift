import Normalisation

/// A run of text that is searched at once, with the way back to the text that it was cut from.
struct SearchedText {
  let normalised: NormalisedText
  /// Every byte stands where it stood.
  let isPlain: Bool
  private let capitals: [UInt64]
  /// Code points of the whole text before this run.
  let codePointsBefore: Int

  init(_ bytes: [UInt8], codePointsBefore: Int) {
    normalised = NormalisedText(utf8: bytes)
    isPlain =
      normalised.bytes.count == normalised.original.count && normalised.codePoint(at: bytes.count) == bytes.count
    capitals = isPlain ? [] : normalised.capitals
    self.codePointsBefore = codePointsBefore
  }

  var codePointCount: Int { normalised.codePoint(at: normalised.original.count) }

  /// Whether a capital stands at a byte of the folded text.
  func isUpper(_ at: Int) -> Bool {
    if isPlain {
      let byte = normalised.original[at]
      return byte >= 0x41 && byte <= 0x5A
    }
    return !capitals.isEmpty && capitals[at >> 6] >> UInt64(at & 63) & 1 != 0
  }

  /// Code points of the whole text for a range of folded bytes.
  func codePoints(_ range: Range<Int>) -> Range<Int> {
    let found = normalised.codePoints(range)
    return (found.lowerBound + codePointsBefore)..<(found.upperBound + codePointsBefore)
  }

  /// As written.
  func written(_ range: Range<Int>) -> String { normalised.originalText(range) }

  /// As written where that is ASCII, else in folded form: what validators take.
  func forValidator(_ range: Range<Int>) -> [UInt8] {
    if isPlain { return Array(normalised.original[range]) }
    var bytes: [UInt8] = []
    for at in range {
      let folded = normalised.bytes[at]
      let there = normalised.originalRange(at..<(at + 1))
      if there.count == 1, let byte = normalised.original[there].first, byte < 0x80, byte | 0x20 == folded | 0x20 {
        bytes.append(byte)
      } else {
        bytes.append(folded)
      }
    }
    return bytes
  }
}
