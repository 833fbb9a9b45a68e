/// Cuts a text into runs of bounded length: at an empty line, else at a line's end, else at a space, else anywhere between two
/// characters. A run that had to be cut inside a paragraph is followed by one that begins a little before the cut, so that
/// nothing that spans it is missed.
struct RunCutter {
  struct Piece {
    var bytes: [UInt8]
    /// How many of the last bytes the next piece begins with.
    var overlap: Int
  }

  private let text: [UInt8]
  private let length: Int
  private var at = 0

  private static let overlapLength = 256

  init(_ text: [UInt8], length: Int) {
    self.text = text
    self.length = length
  }

  mutating func next() -> Piece? {
    guard at < text.count else { return nil }
    if text.count - at <= length {
      defer { at = text.count }
      return Piece(bytes: at == 0 ? text : Array(text[at...]), overlap: 0)
    }
    let floor = at + length / 2
    var (end, isClean) = (at + length, false)
    if let cut = lastCut(from: floor, to: end, { $0 > 0 && text[$0 - 1] == 0x0A && text[$0] == 0x0A }) {
      (end, isClean) = (cut, true)
    } else if let cut = lastCut(from: floor, to: end, { text[$0 - 1] == 0x0A })
      ?? lastCut(from: floor, to: end, { text[$0 - 1] == 0x20 })
    {
      end = cut
    } else {
      while end > floor, text[end] & 0xC0 == 0x80 { end -= 1 }
    }
    var overlap = 0
    if !isClean {
      overlap = Self.overlapLength
      while text[end - overlap] & 0xC0 == 0x80 { overlap += 1 }
      // Begin at a word where there is one.
      var start = end - overlap
      while start < end, start - (end - overlap) < 64, text[start] != 0x20, text[start] != 0x0A { start += 1 }
      if start < end, text[start] == 0x20 || text[start] == 0x0A { overlap = end - start - 1 }
    }
    defer { at = end - overlap }
    return Piece(bytes: Array(text[at..<end]), overlap: overlap)
  }

  private func lastCut(from floor: Int, to end: Int, _ isCut: (Int) -> Bool) -> Int? {
    var place = end
    while place > floor {
      if isCut(place) { return place }
      place -= 1
    }
    return nil
  }
}
