/// Tells an earlier message that a text quotes from what its sender wrote.
struct QuotedText {
  struct Run: Hashable {
    var text: String
    var isQuoted: Bool
  }

  private var runs: [Run] = []
  private var lines: [Substring] = []
  private var isQuoted = false

  /// Cuts a text into runs of one sort, quote marks (">") taken off.
  static func runs(of text: String) -> [Run] {
    var reader = QuotedText()
    reader.read(text.split(separator: "\n", omittingEmptySubsequences: false))
    return reader.runs
  }

  private mutating func read(_ all: [Substring]) {
    var restIsQuoted = false
    var place = 0
    while place < all.count {
      let line = all[place]
      if !restIsQuoted {
        if Self.startsRest(all, place) {
          restIsQuoted = true
        } else if let next = Self.attribution(all, place) {
          // Where marked lines follow, they are the quotation; else all that follows is.
          let marked = all[next...].first { !$0.allSatisfy(\.isWhitespace) }?.utf8.first == 0x3E
          for line in all[place..<next] { add(line, isQuoted: true) }
          place = next
          restIsQuoted = !marked
          continue
        }
      }
      let bare = Self.unmarked(line)
      if line.allSatisfy(\.isWhitespace) {
        add(line, isQuoted: isQuoted)
      } else {
        add(bare ?? line, isQuoted: restIsQuoted || bare != nil)
      }
      place += 1
    }
    flush()
  }

  private mutating func add(_ line: Substring, isQuoted: Bool) {
    if isQuoted != self.isQuoted { flush() }
    self.isQuoted = isQuoted
    lines.append(line)
  }

  private mutating func flush() {
    let text = lines.joined(separator: "\n").trimmedLines
    if !text.isEmpty { runs.append(Run(text: text, isQuoted: isQuoted)) }
    lines = []
  }

  /// The line without its quote marks; nil when it has none.
  private static func unmarked(_ line: Substring) -> Substring? {
    guard line.utf8.first == 0x3E else { return nil }
    var rest = line
    while let first = rest.utf8.first, first == 0x3E || first == 0x20 { rest = rest.dropFirst() }
    return rest
  }

  /// Lines after which the whole rest is an earlier message: Outlook's and others' rules and header blocks.
  private static func startsRest(_ all: [Substring], _ place: Int) -> Bool {
    let line = all[place]
    guard let first = line.utf8.first(where: { $0 != 0x20 && $0 != 0x09 }) else { return false }
    if first == 0x2D {
      let words = line.lowercased().filter { $0 != "-" }.trimmed
      return line.contains("---")
        && ["original message", "forwarded message", "original appointment", "reply message", "message d'origine"]
          .contains(words)
    }
    // "From", "Begin", and a "*From:*" that lost its bold type.
    guard "FfBb*".utf8.contains(first) else { return false }
    let lower = line.lowercased().filter { $0 != "*" }.trimmed
    if lower == "begin forwarded message:" { return true }
    guard lower.hasPrefix("from:") else { return false }
    var seen = 0
    for next in all[(place + 1)...].prefix(10) {
      let field = next.lowercased().filter { $0 != "*" }.trimmed
      if field.hasPrefix("sent:") || field.hasPrefix("date:") { seen |= 1 }
      if field.hasPrefix("to:") { seen |= 2 }
      if field.hasPrefix("subject:") { seen |= 4 }
    }
    return seen & 1 != 0 && seen & 6 != 0
  }

  /// "On … wrote:", which may run over three lines; gives the place after it.
  private static func attribution(_ all: [Substring], _ place: Int) -> Int? {
    let line = all[place].drop { $0 == " " }
    guard line.utf8.starts(with: "On ".utf8) || line.utf8.starts(with: "Am ".utf8) || line.utf8.starts(with: "Le ".utf8)
    else {
      return line.hasSuffix(" wrote:") || line.hasSuffix(" writes:") ? place + 1 : nil
    }
    var text = ""
    for next in place..<min(place + 4, all.count) {
      text += all[next]
      let end = text.trimmed
      guard end.utf8.count < 400 else { return nil }
      if ["wrote:", "writes:", "schrieb:", "a écrit :", "a écrit:"].contains(where: end.hasSuffix) { return next + 1 }
      if all[next].allSatisfy(\.isWhitespace) { return nil }
      text += " "
    }
    return nil
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  var trimmed: String {
    let front = drop(while: \.isWhitespace)
    guard let last = front.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(front[...last])
  }

  /// Without empty lines at both ends and blanks at the end.
  var trimmedLines: String {
    var front = self[...]
    while let feed = front.firstIndex(of: "\n"), front[..<feed].allSatisfy(\.isWhitespace) {
      front = front[front.index(after: feed)...]
    }
    guard let last = front.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(front[...last])
  }
}
