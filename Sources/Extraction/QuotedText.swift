/// Tells an earlier message that a text quotes from what its sender wrote.
struct QuotedText {
  struct Run: Hashable {
    var text: String
    var isQuoted: Bool
  }

  private typealias Line = ArraySlice<UInt8>

  private var runs: [Run] = []
  private var current: [UInt8] = []
  private var hasLine = false
  private var isQuoted = false

  /// Cuts a text into runs of one sort, quote marks (">") taken off.
  static func runs(of text: String) -> [Run] {
    plain(text) ?? read(text)
  }

  /// The same line by line.
  static func read(_ text: String) -> [Run] {
    var reader = QuotedText()
    reader.read(Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false))
    return reader.runs
  }

  /// The runs of a text that surely quotes nothing, as most do: no line of it begins or ends as one that could tell of a
  /// quotation. Nil for any other.
  static func plain(_ text: String) -> [Run]? {
    var text = text
    return text.withUTF8 { bytes in
      var start = 0
      while start <= bytes.count {
        var end = start
        while end < bytes.count, bytes[end] != 0x0A { end += 1 }
        if mayTell(bytes[start..<end]) { return nil }
        start = end + 1
      }
      let trimmed = Array(bytes).trimmedLines
      return trimmed.isEmpty ? [] : [Run(text: String(decoding: trimmed, as: UTF8.self), isQuoted: false)]
    }
  }

  /// Whether `read` has to look at a line at all. What is let through here needlessly costs time only.
  private static func mayTell(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    guard let last = line.last else { return false }
    // Of an attribution that ends here; blanks alone are taken off.
    if last == 0x3A || last <= 0x20 { return true }
    guard let at = line.firstIndex(where: { $0 != 0x20 && $0 != 0x09 }) else { return true }
    let next = at + 1 < line.endIndex ? line[at + 1] | 0x20 : 0
    switch line[at] {
    case 0x3E, 0x2A: return true
    case 0x2D: return next == 0x2D
    case 0x46, 0x66: return next == UInt8(ascii: "r") || next == UInt8(ascii: "*")
    case 0x42, 0x62: return next == UInt8(ascii: "e") || next == UInt8(ascii: "*")
    case UInt8(ascii: "O"): return next == UInt8(ascii: "n")
    case UInt8(ascii: "A"): return next == UInt8(ascii: "m")
    case UInt8(ascii: "L"): return next == UInt8(ascii: "e")
    default: return false
    }
  }

  private mutating func read(_ all: [Line]) {
    var restIsQuoted = false
    var place = 0
    while place < all.count {
      let line = all[place]
      if !restIsQuoted {
        if Self.startsRest(all, place) {
          restIsQuoted = true
        } else if let next = Self.attribution(all, place) {
          // Where marked lines follow, they are the quotation; else all that follows is.
          let marked = all[next...].first { !$0.isBlank }?.first == 0x3E
          for line in all[place..<next] { add(line, isQuoted: true) }
          place = next
          restIsQuoted = !marked
          continue
        }
      }
      if line.isBlank {
        add(line.prefix(0), isQuoted: isQuoted)
      } else {
        let bare = Self.unmarked(line)
        add(bare ?? line, isQuoted: restIsQuoted || bare != nil)
      }
      place += 1
    }
    flush()
  }

  private mutating func add(_ line: Line, isQuoted: Bool) {
    if isQuoted != self.isQuoted { flush() }
    self.isQuoted = isQuoted
    if hasLine { current.append(0x0A) }
    current += line
    hasLine = true
  }

  private mutating func flush() {
    let text = current.trimmedLines
    if !text.isEmpty { runs.append(Run(text: String(decoding: text, as: UTF8.self), isQuoted: isQuoted)) }
    current.removeAll(keepingCapacity: true)
    hasLine = false
  }

  /// The line without its quote marks; nil when it has none.
  private static func unmarked(_ line: Line) -> Line? {
    guard line.first == 0x3E else { return nil }
    return line.drop { $0 == 0x3E || $0 == 0x20 }
  }

  private static let rules: [[UInt8]] = [
    "original message", "forwarded message", "original appointment", "reply message", "message d'origine",
    "message transféré", "ursprüngliche nachricht", "mensaje original",
  ].map { Array($0.utf8) }

  /// Lines after which the whole rest is an earlier message: Outlook's and others' rules and header blocks.
  private static func startsRest(_ all: [Line], _ place: Int) -> Bool {
    let line = all[place].drop { $0 == 0x20 || $0 == 0x09 }
    guard let first = line.first else { return false }
    if first == 0x2D {
      guard line.count < 120, line.starts(with: [0x2D, 0x2D, 0x2D]) else { return false }
      let words = line.lowercased.filter { $0 != 0x2D }[...].trimmed
      return rules.contains { $0.elementsEqual(words) }
    }
    // "From", "Begin", and a "*From:*" that lost its bold type.
    guard first == 0x46 || first == 0x66 || first == 0x42 || first == 0x62 || first == 0x2A else { return false }
    let lower = field(line)
    if lower.elementsEqual("begin forwarded message:".utf8) { return true }
    guard lower.starts(with: "from:".utf8) else { return false }
    var seen = 0
    for next in all[(place + 1)...].prefix(10) {
      let field = field(next)
      if field.starts(with: "sent:".utf8) || field.starts(with: "date:".utf8) { seen |= 1 }
      if field.starts(with: "to:".utf8) { seen |= 2 }
      if field.starts(with: "subject:".utf8) { seen |= 4 }
      if seen & 1 != 0 && seen & 6 != 0 { return true }
    }
    return false
  }

  /// The front of a line in lower case without stars, as far as a header name needs.
  private static func field(_ line: Line) -> [UInt8] {
    let front = line.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x2A }.prefix(40)
    return Array(front.lowercased.filter { $0 != 0x2A }[...].trimmed)
  }

  private static let attributionEnds: [[UInt8]] = [
    "wrote:", "writes:", "schrieb:", "a écrit :", "a écrit:", "escribió:",
  ].map {
    Array($0.utf8)
  }

  /// "On … wrote:", which may run over four lines; gives the place after it.
  private static func attribution(_ all: [Line], _ place: Int) -> Int? {
    let line = all[place].drop { $0 == 0x20 }
    guard let first = line.first, first != 0x3E else { return nil }
    let opens =
      line.count > 3
      && (line.starts(with: "On ".utf8) || line.starts(with: "Am ".utf8) || line.starts(with: "Le ".utf8))
    guard opens else {
      guard line.last == 0x3A || line.last == 0x20, line.count < 400 else { return nil }
      let end = line.trimmed
      return end.hasSuffix(Array(" wrote:".utf8)) || end.hasSuffix(Array(" writes:".utf8)) ? place + 1 : nil
    }
    var length = 0
    for next in place..<min(place + 4, all.count) {
      let part = all[next].trimmed
      length += part.count
      guard length < 400, !part.isEmpty else { return nil }
      if attributionEnds.contains(where: part.hasSuffix) { return next + 1 }
    }
    return nil
  }
}
