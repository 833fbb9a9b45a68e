import Normalisation

/// Finds phrases and identifiers in one run of text: a survey and Hyperscan report, this confirms.
final class RunScanner {
  let patterns: PatternDatabase
  private let scans: [(pass: PatternPass, expressions: [UInt32], scan: HyperscanScan)]
  var survey = TextSurvey()
  var windows = TextWindows(length: 0)
  var contextWindows = TextWindows(length: 0)
  let automaton: OpeningAutomaton
  private var matcher = PatternMatcher()
  /// For text as written; the other one's groups stay.
  private var writtenMatcher = PatternMatcher()
  /// By start.
  private(set) var phrases: [PhraseHit] = []
  /// By start; overlaps are still in it.
  private(set) var identifiers: [IdentifierHit] = []
  /// Not everything in the run was looked at.
  private(set) var wasCut = false
  /// Where phrases stand that disclaimers hold.
  private(set) var disclaimers: [Int] = []
  /// Words that open an expression, by start.
  var openings: [(number: Int, start: Int, end: Int)] = []
  /// Of `phrases`, those that name identifiers.
  var contexts: [PhraseHit] = []

  /// How often a later start is tried when a validator refuses an earlier one: "1 4111 1111 1111 1111".
  private static let startsTried = 8
  /// Confirming may take so many steps for each byte.
  private static let stepsForByte = 200

  init(_ patterns: PatternDatabase) {
    self.patterns = patterns
    automaton = OpeningAutomaton(patterns.openings)
    scans = PatternPass.allCases.compactMap { pass in
      patterns.passes[pass].map { found in
        let endings = found.expressions.map { patterns.expressions[Int($0)].matcher.ending }
        return (pass, found.expressions, HyperscanScan(found.database, endings: endings))
      }
    }
  }

  /// So many letters of the run last read stand alone one after another.
  var loneLetters: Int { survey.loneLetters }

  /// - Parameter headings: of a table, the phrases of its headings: words that name an identifier may stand far away, at
  ///   the head of its column. nil for prose.
  func read(_ searched: SearchedText, headings: Set<UInt32>?) {
    let isTable = headings != nil
    phrases.removeAll(keepingCapacity: true)
    identifiers.removeAll(keepingCapacity: true)
    contexts.removeAll(keepingCapacity: true)
    openings.removeAll(keepingCapacity: true)
    disclaimers.removeAll(keepingCapacity: true)
    searched.normalised.bytes.withUnsafeBufferPointer { text in
      survey.read(text, patterns.sought)
      wasCut = survey.wasCut
      readWords(text, searched)
      let words = phrases.count
      matcher.restartCount()
      for (pass, expressions, scan) in scans {
        if pass.needsContext, let headings, !holdsContext(of: pass, headings) { continue }
        setWindows(for: pass, text, isTable)
        guard !windows.ranges.isEmpty else { continue }
        scan.scan(text, windows)
        if scan.wasCut { wasCut = true }
        confirm(scan.reports, expressions, text, searched, context: patterns.contexts[pass], headings)
      }
      if phrases.count > words { phrases.sort { ($0.start, $0.end) < ($1.start, $1.end) } }
    }
    identifiers.sort { ($0.match.upperBound, $0.rule) < ($1.match.upperBound, $1.rule) }
  }

  private func readWords(_ text: UnsafeBufferPointer<UInt8>, _ searched: SearchedText) {
    // Held here, so that the loop neither counts references nor checks for other accesses.
    let table = patterns.phrases
    let isContext = patterns.isContext
    let words = table.lastWords.count
    let openingTable = patterns.openings
    var found: [PhraseHit] = []
    var openings: [(number: Int, start: Int, end: Int)] = []
    swap(&found, &phrases)
    swap(&openings, &self.openings)
    table.withView { table in
      for report in survey.reports {
        let end = Int(report.end)
        guard report.number < words else {
          let number = Int(report.number) - words
          if number < openingTable.count {
            openings.append((number, end - openingTable.length(number), end))
          } else {
            disclaimers.append(end - LetterZones.disclaimers[number - openingTable.count].count)
          }
          continue
        }
        table.forEach(Int(report.number), endingAt: end, in: text) { expression, range, isExact in
          if isExact, !isWrittenExactly(expression, range, searched) { return }
          found.append(
            PhraseHit(expression: expression, start: UInt32(range.lowerBound), end: UInt32(range.upperBound)))
        }
      }
    }
    found.sort { ($0.start, $0.end) < ($1.start, $1.end) }
    for phrase in found where isContext[Int(phrase.expression)] { contexts.append(phrase) }
    swap(&found, &phrases)
    swap(&openings, &self.openings)
  }

  private func confirm(
    _ reports: UnsafeBufferPointer<ScanReport>, _ expressions: [UInt32],
    _ text: UnsafeBufferPointer<UInt8>, _ searched: SearchedText, context: ContextReach?,
    _ headings: Set<UInt32>?
  ) {
    let bound = text.count * Self.stepsForByte + 1_000_000
    for report in reports {
      guard matcher.steps < bound else {
        wasCut = true
        return
      }
      let number = expressions[Int(report.number)]
      if let context, !mayHaveContext(number, context, end: Int(report.end), headings) { continue }
      guard case .pattern(let pattern, let boundary) = patterns.expressions[Int(number)].matcher else { continue }
      confirm(number, pattern, boundary, end: Int(report.end), text, searched)
    }
  }

  /// Whether a word that names this identifier is near enough to a match that ends at a byte to count.
  private func mayHaveContext(_ number: UInt32, _ context: ContextReach, end: Int, _ headings: Set<UInt32>?) -> Bool {
    guard let reach = context.ofPattern[number] else { return true }
    if let headings, let rule = patterns.expressions[Int(number)].identifier,
      patterns.identifiers[rule].context.contains(where: { headings.contains($0) })
    {
      return true
    }
    let expression = patterns.expressions[Int(number)]
    guard case .pattern(let pattern, _) = expression.matcher, let rule = expression.identifier else { return true }
    var at = contexts.firstIndex(from: end - pattern.maximumLength - reach)
    while at < contexts.count, Int(contexts[at].start) <= end + reach {
      if patterns.identifiers[rule].context.holds(contexts[at].expression) { return true }
      at += 1
    }
    return false
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

  private func isWrittenExactly(_ expression: UInt32, _ range: Range<Int>, _ searched: SearchedText) -> Bool {
    guard case .phrase(let phrase) = patterns.expressions[Int(expression)].matcher, let exact = phrase.exact else {
      return true
    }
    return isWritten(exact, range, searched)
  }

  private func isWritten(_ exact: [UInt8], _ range: Range<Int>, _ searched: SearchedText) -> Bool {
    searched.forValidator(range).filter { TextBytes.isWordByte($0) }.starts(with: exact)
  }
}

extension RuleExpression.Matcher {
  /// What may not follow a match.
  var ending: HyperscanScan.Ending {
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
