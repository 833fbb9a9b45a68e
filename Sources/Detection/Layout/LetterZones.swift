/// Tells greeting, signature, disclaimer and quoted header from what a letter says (D9). None of them hides content: a
/// signature ends as soon as its lines stop looking like one, and identifiers and pupils inside it still count.
enum LetterZones {
  private static func words(_ list: [String]) -> [[UInt8]] { list.map { Array($0.utf8) } }

  private static let greetings = words([
    "dear", "hi", "hello", "hey", "hiya", "good morning", "good afternoon", "good evening", "morning", "afternoon",
    "to whom",
    "greetings",
  ])
  private static let signOffs = words([
    "kind regards", "kindest regards", "best regards", "warm regards", "warmest regards", "with regards", "regards",
    "yours sincerely",
    "yours faithfully", "yours truly", "yours", "sincerely", "faithfully", "best wishes", "warm wishes",
    "with best wishes",
    "all the best", "best", "many thanks", "thanks", "thank you", "thanks again", "with thanks", "with many thanks",
    "thanks in advance", "many thanks in advance", "cheers", "kr", "br", "rgds", "sent from my",
  ])
  private static let headers = words(["from:", "sent:", "to:", "cc:", "bcc:", "date:", "reply-to:"])
  /// Sought in the survey of a text, like the words of the rules.
  static let disclaimers = words([
    "intended recipient", "intended solely for", "intended only for", "confidential and may be",
    "received this email in error",
    "received this e-mail in error", "received this message in error", "this email and any attachments",
    "this e-mail and any attachments", "this email and any files", "this message and any attachments",
    "registered in england",
    "company number", "scanned for viruses", "email disclaimer", "views expressed",
  ])

  /// A signature goes on for so many lines at most.
  private static let signatureLines = 14
  /// A longer line is no line of a signature.
  private static let signatureWidth = 90

  /// - Parameter disclaimers: where one of the phrases stands that disclaimers hold, in order.
  static func mark(
    _ lines: inout [TextLayout.Line], _ text: UnsafeBufferPointer<UInt8>, _ searched: SearchedText, disclaimers: [Int]
  ) {
    var mayGreet = true
    var signature = -1
    var lastText = -1
    for number in lines.indices {
      let line = lines[number]
      if isDelimiter(line, text) {
        signature = number
        lines[number].zone = .signature
        continue
      }
      guard !line.isBlank else { continue }
      defer { lastText = number }
      if isHeader(line, text) {
        lines[number].zone = .header
        mayGreet = true
        signature = -1
        continue
      }
      if signature >= 0 {
        if number - signature <= signatureLines, line.isQuoted == lines[signature].isQuoted, isSignatureLine(line, text)
        {
          lines[number].zone = .signature
          continue
        }
        signature = -1
      }
      if mayGreet, let end = greeting(line, text, searched) {
        lines[number].zone = .greeting
        lines[number].greetingEnd = end
        mayGreet = false
        continue
      }
      // A greeting stands at the top, after at most a line like "Good news".
      if lastText >= 0, lines[lastText].zone == .body, line.length > 40 { mayGreet = false }
      if isSignOff(line, text) {
        lines[number].zone = .signature
        signature = number
      }
    }
    if !disclaimers.isEmpty { markDisclaimers(&lines, text, disclaimers) }
  }

  private static func isDelimiter(_ line: TextLayout.Line, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    // RFC 3676 §4.3: "-- ".
    let start = line.whole.lowerBound
    guard line.whole.count >= 2, line.whole.count <= 4 else { return false }
    return text[start] == 0x2D && text[start + 1] == 0x2D
      && (line.whole.count == 2 || TextBytes.isSpace(text[start + 2]))
  }

  private static func isHeader(_ line: TextLayout.Line, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    for word in headers where TextBytes.equal(text, line.start, word) { return true }
    // "On Tue, 3 Jun 2025 at 10:12, Jane Smith <jane@…> wrote:"
    guard line.length > 8, text[line.end - 1] == 0x3A else { return false }
    let wrote = Array("wrote:".utf8)
    return TextBytes.equal(text, line.end - wrote.count, wrote) && line.length < 300
  }

  /// Where a greeting ends: behind its comma, dash or the line.
  private static func greeting(
    _ line: TextLayout.Line, _ text: UnsafeBufferPointer<UInt8>, _ searched: SearchedText
  ) -> Int? {
    for word in greetings where TextBytes.equal(text, line.start, word) {
      let after = line.start + word.count
      guard after >= line.end || endsGreetingWord(text[after]) else { continue }
      var end = after
      var words = 0
      while end < line.end {
        let byte = text[end]
        if byte == 0x2C || byte == 0x21 || byte == 0x3A
          || byte == 0x2D && end + 1 < line.end && TextBytes.isSpace(text[end + 1])
        {
          // "Hi can you take the deposit for Tahlia, …" greets nobody with so many words.
          return words <= 5 || word[0] == 0x64 ? end + 1 : after
        }
        if TextBytes.isSpace(byte) { words += 1 }
        end += 1
      }
      return words <= 8 ? line.end : nil
    }
    return nil
  }

  private static func endsGreetingWord(_ byte: UInt8) -> Bool {
    TextBytes.isSpace(byte) || byte == 0x2C || byte == 0x21 || byte == 0x3A || byte == 0x2D || byte == 0x2E
  }

  private static func isSignOff(_ line: TextLayout.Line, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard line.length <= 40 else { return false }
    for words in signOffs where TextBytes.equal(text, line.start, words) {
      let after = line.start + words.count
      if after >= line.end { return true }
      guard !TextBytes.isWord(at: after, in: text) else { continue }
      // "Thanks, Tom" and "Kind regards Jane" end a letter, "Thanks for the forms" does not.
      var rest = 0
      var at = after
      var isInWord = false
      while at < line.end {
        let isWord = TextBytes.isWord(at: at, in: text)
        if isWord, !isInWord { rest += 1 }
        isInWord = isWord
        at += 1
      }
      let next = text[after]
      if rest == 0 || (next == 0x2C && rest <= 3) || (rest <= 2 && !startsWithFunctionWord(after, line.end, text)) {
        return true
      }
    }
    return false
  }

  private static let functionWords = words([
    "for", "to", "and", "so", "that", "if", "we", "i", "you", "it", "this", "the", "a", "in", "of", "from", "on",
    "about",
  ])

  private static func startsWithFunctionWord(_ from: Int, _ to: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var at = from
    while at < to, !TextBytes.isWord(at: at, in: text) { at += 1 }
    return functionWords.contains {
      TextBytes.equal(text, at, $0) && (at + $0.count >= to || !TextBytes.isWord(at: at + $0.count, in: text))
    }
  }

  /// Short, and without a sentence in it.
  private static func isSignatureLine(_ line: TextLayout.Line, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard line.length <= signatureWidth, !line.isBullet else { return false }
    let last = text[line.end - 1]
    guard last != 0x3A else { return false }
    var words = 0
    var isInWord = false
    for at in line.start..<line.end {
      let isWord = TextBytes.isWord(at: at, in: text)
      if isWord, !isInWord { words += 1 }
      isInWord = isWord
    }
    return words <= 12 && !(last == 0x2E && words > 6)
  }

  private static func markDisclaimers(
    _ lines: inout [TextLayout.Line], _ text: UnsafeBufferPointer<UInt8>, _ places: [Int]
  ) {
    var at = 0
    var next = 0
    while at < lines.count {
      if lines[at].isBlank {
        at += 1
        continue
      }
      var last = at
      while last + 1 < lines.count, !lines[last + 1].isBlank { last += 1 }
      let range = lines[at].start..<lines[last].end
      while next < places.count, places[next] < range.lowerBound { next += 1 }
      if range.count < 4_000, isDisclaimer(text, range, places[next...]) {
        for number in at...last where lines[number].zone == .body || lines[number].zone == .signature {
          lines[number].zone = .disclaimer
        }
      }
      at = last + 1
    }
  }

  private static func isDisclaimer(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ places: ArraySlice<Int>
  ) -> Bool {
    for place in places {
      guard place < range.upperBound else { return false }
      // Not inside a word whose letters before it lie beyond ASCII.
      if place == range.lowerBound || text[place - 1] < 0x80 { return true }
    }
    return false
  }
}
