/// Finds what a message says as a password for its attachments: "the password is Blue-Heron 7", "Passcode: 4711".
enum PasswordFinder {
  private static let marks = [
    "password", "passwd", "passcode", "pass code", "pass word", "passphrase", "pass phrase", "pass-phrase", "pwd", "pw",
    "pin", "the code", "code to open", "unlock",
  ]
  private static let fillers: Set<String> = [
    "is", "are", "will", "be", "the", "a", "an", "for", "to", "of", "open", "this", "that", "it", "file", "document",
    "attachment", "attached", "zip", "spreadsheet", "pdf", "and", "in", "with", "by", "your", "our", "as", "below",
    "following", "follows", "was", "set", "protected", "please", "use", "you", "need", "which",
  ]
  /// Trying one may take a tenth of a second.
  private static let limit = 24

  /// Candidates in the order of their likelihood, at most two dozen.
  static func candidates(in texts: some Sequence<ExtractedText>) -> [String] {
    var found: [String] = []
    func add(_ candidate: some StringProtocol) {
      let text = candidate.trimmed
      if text.utf8.count >= 3, text.utf8.count <= 128, !found.contains(text) { found.append(text) }
    }
    for text in texts where [.visible, .subject, .hidden].contains(text.kind) {
      guard case .prose(let prose) = text.content, prose.utf8.count <= 1 << 20 else { continue }
      // Nearly all texts have none: that is told by their bytes.
      guard mayHoldMark(prose) else { continue }
      let lines = prose.split(whereSeparator: \.isNewline).map(String.init)
      for (number, line) in lines.enumerated() {
        guard mayHoldMark(line), let rest = afterMark(line) else { continue }
        let next = number + 1 < lines.count ? lines[number + 1] : ""
        for candidate in Self.candidates(inRest: rest, next: next) { add(candidate) }
        if found.count >= limit { return Array(found.prefix(limit)) }
      }
    }
    return found
  }

  /// Whether one of the marks may stand in a text, by its bytes: one of these stands in each of them.
  private static func mayHoldMark(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      bytes.indices.contains { place in
        switch bytes[place] | 0x20 {
        case 0x70: isHere("pass", place, bytes) || isHere("pw", place, bytes) || isHere("pin", place, bytes)
        case 0x63: isHere("code", place, bytes)
        case 0x75: isHere("unlock", place, bytes)
        default: false
        }
      }
    }
  }

  /// Whether a run of small letters, or of these as capitals, begins at a place.
  private static func isHere(_ run: StaticString, _ place: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard place + run.utf8CodeUnitCount <= bytes.count else { return false }
    return (0..<run.utf8CodeUnitCount).allSatisfy { bytes[place + $0] | 0x20 == run.utf8Start[$0] }
  }

  /// What follows the last word on a line that speaks of a password.
  private static func afterMark(_ line: String) -> Substring? {
    let lower = line.lowercased()
    // Lower case may have another length; then offsets would not fit.
    guard lower.utf8.count == line.utf8.count else { return nil }
    var best: String.Index?
    for mark in marks {
      guard let hit = lower.firstRange(of: mark) else { continue }
      let before = hit.lowerBound == lower.startIndex ? " " : lower[lower.index(before: hit.lowerBound)]
      if before.isLetter { continue }
      let place = String.Index(utf16Offset: hit.upperBound.utf16Offset(in: lower), in: line)
      if best.map({ place > $0 }) ?? true { best = place }
    }
    return best.map { line[$0...] }
  }

  private static func candidates(inRest rest: Substring, next: String) -> [String] {
    var candidates: [String] = []
    // In quotes.
    for (open, close) in [("\"", "\""), ("'", "'"), ("\u{201C}", "\u{201D}"), ("\u{2018}", "\u{2019}"), ("`", "`")] {
      let pieces = rest.split(separator: open, maxSplits: 1, omittingEmptySubsequences: false)
      if pieces.count == 2, let end = pieces[1].firstRange(of: close) {
        candidates.append(String(pieces[1][..<end.lowerBound]))
      }
    }
    // After a colon, or "is": the whole rest, then its first word.
    for mark in [":", "=", " is ", " - ", " \u{2013} "] {
      guard let hit = rest.firstRange(of: mark) else { continue }
      let value = rest[hit.upperBound...].trimmed
      candidates.append(value)
      candidates.append(bare(value))
      if let word = value.split(separator: " ").first { candidates += [String(word), bare(String(word))] }
    }
    for word in rest.split(whereSeparator: \.isWhitespace).prefix(12)
    where !fillers.contains(bare(String(word)).lowercased()) {
      candidates += [bare(String(word)), String(word)]
    }
    if rest.trimmed.utf8.count <= 1 || rest.trimmed.hasSuffix(":") { candidates += [next.trimmed, bare(next.trimmed)] }
    return candidates.filter { !fillers.contains($0.lowercased()) }
  }

  /// Without the punctuation that ends a sentence or stands around a word.
  private static func bare(_ word: String) -> String {
    var text = word[...]
    while let last = text.last, ".,;:!?)\"'\u{201D}\u{2019}".contains(last) { text = text.dropLast() }
    while let first = text.first, "(\"'\u{201C}\u{2018}:".contains(first) { text = text.dropFirst() }
    return String(text)
  }
}
