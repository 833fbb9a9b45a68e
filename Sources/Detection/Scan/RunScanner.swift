import Normalisation

/// Finds phrases and identifiers in one run of text: Hyperscan reports, this confirms.
final class RunScanner {
  private let patterns: PatternDatabase
  private let wordScan: HyperscanScan
  private let patternScans: [PatternPass: HyperscanScan]
  private var matcher = PatternMatcher()
  /// For text as written; the other one's groups stay.
  private var writtenMatcher = PatternMatcher()
  /// By start.
  private(set) var phrases: [PhraseHit] = []
  /// By start; overlaps are still in it.
  private(set) var identifiers: [IdentifierHit] = []
  /// Not everything in the run was looked at.
  private(set) var wasCut = false

  /// How often a later start is tried when a validator refuses an earlier one: "1 4111 1111 1111 1111".
  private static let startsTried = 8
  /// Confirming may take so many steps for each byte.
  private static let stepsForByte = 200

  init(_ patterns: PatternDatabase) {
    self.patterns = patterns
    wordScan = HyperscanScan(
      patterns.wordDatabase,
      edges: patterns.words.words.indices.map { word in
        let isOpen = patterns.words.entries[word].contains { $0.hasAnyEnding }
        return .init(ending: isOpen ? .any : .noWord, length: UInt32(patterns.words.words[word].count))
      })
    patternScans = patterns.passes.mapValues { pass in
      HyperscanScan(
        pass.database,
        edges: pass.expressions.map { .init(ending: patterns.expressions[Int($0)].matcher.ending, length: 0) })
    }
  }

  /// - Parameter isTable: words that name an identifier may stand far away, at the head of its column.
  func read(_ searched: SearchedText, isTable: Bool) {
    phrases.removeAll(keepingCapacity: true)
    identifiers.removeAll(keepingCapacity: true)
    wasCut = false
    searched.normalised.bytes.withUnsafeBufferPointer { text in
      readWords(text, searched)
      matcher.restartCount()
      for pass in PatternPass.allCases {
        guard let scan = patternScans[pass], let expressions = patterns.passes[pass]?.expressions else { continue }
        scan.scan(text, windows(for: pass, text, isTable))
        if scan.wasCut { wasCut = true }
        confirm(scan.reports, expressions, text, searched)
      }
    }
    phrases.sort { ($0.start, $0.end) < ($1.start, $1.end) }
    identifiers.sort { ($0.match.upperBound, $0.rule) < ($1.match.upperBound, $1.rule) }
  }

  private func windows(for pass: PatternPass, _ text: UnsafeBufferPointer<UInt8>, _ isTable: Bool) -> TextWindows {
    let reach = patterns.passes[pass]?.reach ?? 0
    switch pass {
    case .everywhere: return .whole(text.count)
    case .nearDigits: return .near(ByteSet.digits, text, reach: reach)
    case .nearAtSigns: return .near(PatternPass.atSign, text, reach: reach)
    case .nearColons: return .near(PatternPass.colon, text, reach: reach)
    case .nearContext:
      if isTable { return .whole(text.count) }
      var windows = TextWindows(length: text.count)
      for phrase in phrases where patterns.isContext[Int(phrase.expression)] {
        windows.add(around: Int(phrase.start)..<Int(phrase.end), reach: reach)
      }
      return windows
    }
  }

  private func readWords(_ text: UnsafeBufferPointer<UInt8>, _ searched: SearchedText) {
    wordScan.scan(text, .whole(text.count))
    if wordScan.wasCut { wasCut = true }
    for report in wordScan.reports {
      let end = Int(report.end)
      let isInside = TextBytes.isWord(at: end, in: text)
      var before = end - patterns.words.words[Int(report.number)].count
      while before > 0, TextBytes.isPhraseSeparator(text[before - 1]) { before -= 1 }
      let last = before > 0 ? text[before - 1] : 0
      for entry in patterns.words.entries[Int(report.number)] where entry.hasAnyEnding || !isInside {
        if let wanted = entry.before, wanted != last { continue }
        guard case .phrase(let phrase) = patterns.expressions[Int(entry.expression)].matcher,
          let range = phrase.range(endingAt: end, in: text)
        else { continue }
        if let exact = phrase.exact, !isWritten(exact, range, searched) { continue }
        phrases.append(
          PhraseHit(expression: entry.expression, start: UInt32(range.lowerBound), end: UInt32(range.upperBound)))
      }
    }
    phrases.sort { ($0.start, $0.end) < ($1.start, $1.end) }
  }

  private func confirm(
    _ reports: UnsafeBufferPointer<HyperscanScan.Report>, _ expressions: [UInt32],
    _ text: UnsafeBufferPointer<UInt8>, _ searched: SearchedText
  ) {
    let bound = text.count * Self.stepsForByte + 1_000_000
    for report in reports {
      guard matcher.steps < bound else {
        wasCut = true
        return
      }
      let number = expressions[Int(report.number)]
      guard case .pattern(let pattern, let boundary) = patterns.expressions[Int(number)].matcher else { continue }
      confirm(number, pattern, boundary, end: Int(report.end), text, searched)
    }
  }

  private func confirm(
    _ number: UInt32, _ pattern: NarrowPattern, _ boundary: IdentifierRule.Boundary, end: Int,
    _ text: UnsafeBufferPointer<UInt8>, _ searched: SearchedText
  ) {
    guard !boundary.touches(after: end, in: text) else { return }
    var earliest = 0
    for _ in 0..<Self.startsTried {
      guard
        let start = matcher.start(
          of: pattern, in: text, earliest: earliest, end: end, mayStart: { !boundary.touches(before: $0, in: text) })
      else { return }
      if take(number, start..<end, searched) { return }
      earliest = start + 1
    }
  }

  private func take(_ expression: UInt32, _ match: Range<Int>, _ searched: SearchedText) -> Bool {
    if let asWritten = patterns.expressions[Int(expression)].asWritten, !isWritten(asWritten, match, searched) {
      return false
    }
    guard let number = patterns.expressions[Int(expression)].identifier else {
      phrases.append(
        PhraseHit(expression: expression, start: UInt32(match.lowerBound), end: UInt32(match.upperBound)))
      return true
    }
    let rule = patterns.identifiers[number]
    var range = match
    if rule.valueGroup > 0, matcher.slots[rule.valueGroup * 2] >= 0 {
      range = matcher.slots[rule.valueGroup * 2]..<matcher.slots[rule.valueGroup * 2 + 1]
    }
    guard !range.isEmpty else { return false }
    let value: String
    if let validator = rule.validator {
      guard let valid = validator.check(searched.forValidator(range)) else { return false }
      value = valid
    } else {
      value = searched.written(range)
    }
    let hit = IdentifierHit(rule: number, range: range, match: match, value: value, confidence: rule.confidence)
    if let last = identifiers.last, last.rule == number, last.match.lowerBound == match.lowerBound {
      identifiers[identifiers.count - 1] = hit
    } else {
      identifiers.append(hit)
    }
    return true
  }

  /// Whether the letters of a range were written as the rule has them.
  private func isWritten(_ pattern: NarrowPattern, _ range: Range<Int>, _ searched: SearchedText) -> Bool {
    let written = searched.forValidator(range)
    return written.withUnsafeBufferPointer {
      writtenMatcher.start(of: pattern, in: $0, earliest: 0, end: $0.count, mayStart: { $0 == 0 }) == 0
    }
  }

  private func isWritten(_ exact: [UInt8], _ range: Range<Int>, _ searched: SearchedText) -> Bool {
    searched.forValidator(range).filter { TextBytes.isWordByte($0) }.starts(with: exact)
  }
}

extension RuleExpression.Matcher {
  /// What may not follow a match.
  var ending: HyperscanScan.Edge.Ending {
    switch self {
    case .phrase(let phrase): phrase.words.last?.hasAnyEnding == true ? .any : .noWord
    case .pattern(_, .word): .noWord
    case .pattern(_, .digit): .noDigit
    case .pattern(_, .none): .any
    }
  }
}

extension IdentifierRule.Boundary {
  func touches(after end: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    switch self {
    case .none: false
    case .digit: end < text.count && TextBytes.isDigit(text[end])
    case .word: TextBytes.isWord(at: end, in: text)
    }
  }

  func touches(before start: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    switch self {
    case .none: false
    case .digit: start > 0 && TextBytes.isDigit(text[start - 1])
    case .word: TextBytes.isWord(before: start, in: text)
    }
  }
}
