import Extraction

/// A run of text on a page, marked or not. The template escapes it.
struct TextSegment: Sendable, Hashable {
  var text: String
  var isMarked = false
  /// Of what is marked.
  var label = ""
  var isGrave = false

  /// Cuts text at the marks in it.
  /// - Parameters:
  ///   - start: code points of the whole text before it.
  ///   - marks: of the whole text, in order.
  ///   - next: the first mark that may reach into it; moved on to the one for what follows.
  static func all(
    in text: Substring, start: Int, _ marks: [MarkTable.Mark], next: inout Int
  ) -> [TextSegment] {
    while marks.indices.contains(next), marks[next].range.upperBound <= start { next += 1 }
    guard marks.indices.contains(next) else { return text.isEmpty ? [] : [TextSegment(text: String(text))] }
    var segments: [TextSegment] = []
    let scalars = text.unicodeScalars
    var index = scalars.startIndex
    var place = start
    func take(to end: Int) -> String? {
      let from = index
      while place < end, index < scalars.endIndex {
        scalars.formIndex(after: &index)
        place += 1
      }
      return from == index ? nil : String(scalars[from..<index])
    }
    while index < scalars.endIndex {
      guard marks.indices.contains(next) else {
        if let rest = take(to: .max) { segments.append(TextSegment(text: rest)) }
        break
      }
      let mark = marks[next]
      if let plain = take(to: mark.range.lowerBound) { segments.append(TextSegment(text: plain)) }
      if let marked = take(to: mark.range.upperBound) {
        segments.append(
          TextSegment(
            text: marked, isMarked: true, label: mark.words.joined(separator: "; also "), isGrave: mark.isGrave))
      }
      // One that goes on is for the next run, too.
      guard place >= mark.range.upperBound else { break }
      next += 1
    }
    return segments
  }
}
