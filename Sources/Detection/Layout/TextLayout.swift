import Normalisation

/// Parts prose into paragraphs, items and sentences, and tells greetings, signatures and disclaimers from the body.
///
/// Sentences end where their mark is followed by white space and an upper-case letter, a digit or a quotation mark, unless
/// an abbreviation or a single letter stands before it. Where a sentence ends too early, linking falls back to the paragraph.
struct TextLayout {
  private(set) var sentences: [Sentence] = []
  private var lines: [Line] = []

  struct Line {
    /// Without quote marks, bullet and white space around it.
    var start: Int
    var end: Int
    var isBullet: Bool
    /// The line begins with ">".
    var isQuoted: Bool
    /// The line itself, from its first byte to its line feed.
    var whole: Range<Int>
    var zone = Zone.body
    /// Greeting lines: where the greeting ends and the rest begins.
    var greetingEnd = 0

    var isBlank: Bool { start >= end }
    var length: Int { end - start }
  }

  /// A line that is shorter may be a list item or a title.
  private static let shortLine = 50

  init() {}

  /// - Parameter disclaimers: where one of the phrases stands that disclaimers hold, in order.
  mutating func read(_ text: UnsafeBufferPointer<UInt8>, searched: SearchedText, disclaimers: [Int]) {
    sentences.removeAll(keepingCapacity: true)
    readLines(text)
    LetterZones.mark(&lines, text, searched, disclaimers: disclaimers)
    var paragraph = 0
    var at = 0
    while at < lines.count {
      if lines[at].isBlank {
        at += 1
        continue
      }
      var last = at
      while last + 1 < lines.count, !lines[last + 1].isBlank { last += 1 }
      readBlock(at...last, text, searched, &paragraph)
      at = last + 1
    }
    assignHeadings()
  }

  private mutating func readLines(_ text: UnsafeBufferPointer<UInt8>) {
    lines.removeAll(keepingCapacity: true)
    var at = 0
    while at < text.count {
      let end = Self.lineEnd(text, at)
      var start = at
      while start < end, TextBytes.isSpace(text[start]) || text[start] == 0x3E { start += 1 }
      let isQuoted = text[at] == 0x3E
      let bullet = Self.bullet(text, start, end)
      start += bullet
      while start < end, TextBytes.isSpace(text[start]) { start += 1 }
      var stop = end
      while stop > start, TextBytes.isSpace(text[stop - 1]) { stop -= 1 }
      lines.append(Line(start: start, end: stop, isBullet: bullet > 0, isQuoted: isQuoted, whole: at..<end))
      at = end + 1
    }
  }

  private static func lineEnd(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    var at = start
    while at < text.count {
      let feeds = EightBytes.equal(0x0A, EightBytes.load(UnsafeRawBufferPointer(text), at))
      at += feeds.trailingZeroBitCount >> 3
      if feeds != 0 { return at }
    }
    return text.count
  }

  /// The length of a list marker: "-", "*", "•", "1.", "a)".
  private static func bullet(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    guard start + 1 < end else { return 0 }
    let byte = text[start]
    if byte == 0x2D || byte == 0x2A || byte == 0x2B, TextBytes.isSpace(text[start + 1]) { return 2 }
    // • ‣ ▪ ● ○ – — ·
    if byte == 0xE2, start + 3 < end {
      let code = TextBytes.scalar(at: start, in: text)
      if [0x2022, 0x2023, 0x25AA, 0x25CF, 0x25CB, 0x2013, 0x2014, 0x2043].contains(code) { return 3 }
    }
    if byte == 0xC2, text[start + 1] == 0xB7 { return 2 }
    var digits = start
    while digits < end, digits - start < 3, TextBytes.isDigit(text[digits]) { digits += 1 }
    if digits == start, byte >= 0x61, byte <= 0x7A, start + 2 < end, text[start + 1] == 0x29 { digits = start + 1 }
    guard digits > start, digits + 1 < end, text[digits] == 0x2E || text[digits] == 0x29,
      TextBytes.isSpace(text[digits + 1])
    else { return 0 }
    return digits + 1 - start
  }

  private mutating func readBlock(
    _ range: ClosedRange<Int>, _ text: UnsafeBufferPointer<UInt8>, _ searched: SearchedText, _ paragraph: inout Int
  ) {
    paragraph += 1
    var at = range.lowerBound
    var wasItem = false
    while at <= range.upperBound {
      let line = lines[at]
      if line.zone == .greeting {
        append(line.start, line.greetingEnd, .greeting, paragraph, false, text)
        paragraph += 1
        if line.greetingEnd < line.end {
          appendSentences(line.greetingEnd, line.end, .body, paragraph, false, text, searched)
        }
        at += 1
        continue
      }
      let isItem = line.isBullet || (range.count > 1 && isShort(at, text, searched, last: range.upperBound))
      // Short lines are fields of one form unless they are bullets: "Name: …", "Form: …" belong together.
      if line.isBullet || (wasItem && !isItem) { paragraph += 1 }
      var last = at
      if line.isBullet {
        while last < range.upperBound, !lines[last + 1].isBullet, lines[last + 1].zone == line.zone,
          isContinuation(last + 1, text, searched)
        {
          last += 1
        }
      } else if !isItem, line.zone == .body || line.zone == .disclaimer {
        while last < range.upperBound, !lines[last + 1].isBullet, lines[last + 1].zone == line.zone,
          !endsLine(last, text),
          !isShortAndApart(last + 1, text, searched, last: range.upperBound)
        {
          last += 1
        }
      }
      appendSentences(line.start, lines[last].end, line.zone, paragraph, isItem, text, searched)
      wasItem = line.isBullet
      at = last + 1
    }
  }

  private func isShort(
    _ number: Int, _ text: UnsafeBufferPointer<UInt8>, _ searched: SearchedText, last: Int
  ) -> Bool {
    let line = lines[number]
    guard line.length <= Self.shortLine else { return false }
    let mark = text[line.end - 1]
    guard mark != 0x2E, mark != 0x2C, mark != 0x21, mark != 0x3F, !runsOn(number) else { return false }
    // Wrapped text goes on in small letters.
    return !beginsSmall(number, text, searched) && (number == last || !beginsSmall(number + 1, text, searched))
  }

  private func beginsSmall(_ number: Int, _ text: UnsafeBufferPointer<UInt8>, _ searched: SearchedText) -> Bool {
    let line = lines[number]
    guard !line.isBlank, !line.isBullet else { return false }
    return text[line.start] >= 0x61 && text[line.start] <= 0x7A && !searched.isUpper(line.start)
  }

  // A short line after a long one is the end of a wrapped paragraph.
  private func runsOn(_ number: Int) -> Bool {
    guard number > 0 else { return false }
    let before = lines[number - 1]
    return !before.isBlank && before.zone == lines[number].zone && before.length > Self.shortLine + 10
  }

  private func isShortAndApart(
    _ number: Int, _ text: UnsafeBufferPointer<UInt8>, _ searched: SearchedText, last: Int
  ) -> Bool {
    lines[number].isBullet || (isShort(number, text, searched, last: last) && endsLine(number - 1, text))
  }

  private func endsLine(_ number: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let line = lines[number]
    guard line.end > line.start else { return true }
    return text[line.end - 1] == 0x3A
  }

  private func isContinuation(_ number: Int, _ text: UnsafeBufferPointer<UInt8>, _ searched: SearchedText) -> Bool {
    let line = lines[number]
    guard !line.isBlank else { return false }
    let isIndented = line.start - line.whole.lowerBound >= 2
    return isIndented || !searched.isUpper(line.start)
  }

  private mutating func append(
    _ start: Int, _ end: Int, _ zone: Zone, _ paragraph: Int, _ isItem: Bool, _ text: UnsafeBufferPointer<UInt8>
  ) {
    guard end > start else { return }
    var sentence = Sentence(start: start, end: end, paragraph: paragraph)
    sentence.zone = zone
    sentence.isItem = isItem
    sentence.endsWithColon = text[end - 1] == 0x3A
    let mark = text[end - 1]
    sentence.isTitle = end - start <= Self.shortLine && mark != 0x2E && mark != 0x21 && mark != 0x3F && mark != 0x2C
    sentences.append(sentence)
  }

  private mutating func appendSentences(
    _ from: Int, _ to: Int, _ zone: Zone, _ paragraph: Int, _ isItem: Bool, _ text: UnsafeBufferPointer<UInt8>,
    _ searched: SearchedText
  ) {
    var start = from
    while start < to, TextBytes.isSpace(text[start]) { start += 1 }
    var at = start
    while at < to {
      let next = EightBytes.load(UnsafeRawBufferPointer(text), at)
      let marks = EightBytes.equal(0x2E, next) | EightBytes.equal(0x21, next) | EightBytes.equal(0x3F, next)
      at += marks.trailingZeroBitCount >> 3
      guard marks != 0, at < to else { continue }
      if let end = sentenceEnd(at, to, text, searched) {
        append(start, end, zone, paragraph, isItem, text)
        start = end
        while start < to, TextBytes.isSpace(text[start]) { start += 1 }
        at = start
      } else {
        at += 1
      }
    }
    append(start, to, zone, paragraph, isItem, text)
  }

  private func sentenceEnd(
    _ at: Int, _ to: Int, _ text: UnsafeBufferPointer<UInt8>, _ searched: SearchedText
  ) -> Int? {
    var next = at + 1
    // A closing quotation mark or bracket belongs to the sentence.
    while next < to, text[next] == 0x22 || text[next] == 0x27 || text[next] == 0x29 { next += 1 }
    let end = next
    guard next < to, TextBytes.isSpace(text[next]) else { return nil }
    while next < to, TextBytes.isSpace(text[next]) || text[next] == 0x3E { next += 1 }
    guard next < to else { return nil }
    let byte = text[next]
    guard
      searched.isUpper(next) || byte >= 0x80 || TextBytes.isDigit(byte) || byte == 0x22 || byte == 0x27 || byte == 0x28
    else { return nil }
    return text[at] == 0x2E && Abbreviations.ends(at, text) ? nil : end
  }

  /// What stands over a list heads its items, until running text follows.
  private mutating func assignHeadings() {
    var current = -1
    var previous = -1
    for number in sentences.indices {
      let sentence = sentences[number]
      guard sentence.zone == .body else {
        current = -1
        previous = -1
        continue
      }
      let isNewParagraph = previous < 0 || sentences[previous].paragraph != sentence.paragraph
      if sentence.endsWithColon {
        // A heading under a heading keeps none: the nearer one governs.
        current = number
      } else if sentence.isTitle, isNewParagraph, !sentence.isItem || current < 0 {
        current = number
      } else if current >= 0 {
        let heading = sentences[current]
        let isDirectlyBelow = previous == current || sentences[previous].heading == current
        if sentence.isItem
          || (isDirectlyBelow && (heading.endsWithColon || heading.isTitle) && !(isNewParagraph && previous != current))
        {
          sentences[number].heading = current
        } else if !isDirectlyBelow || isNewParagraph {
          current = -1
        } else {
          sentences[number].heading = current
        }
      }
      previous = number
    }
  }
}
