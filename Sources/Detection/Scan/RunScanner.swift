import Normalisation

/// Finds phrases and identifiers in one run of text: Hyperscan reports, this confirms.
final class RunScanner {
  private let patterns: PatternDatabase
  private let scan: HyperscanScan
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
    scan = HyperscanScan(patterns)
  }

  func read(_ searched: SearchedText) {
    phrases.removeAll(keepingCapacity: true)
    identifiers.removeAll(keepingCapacity: true)
    searched.normalised.bytes.withUnsafeBufferPointer { text in
      scan.scan(text)
      wasCut = scan.wasCut
      matcher.restartCount()
      let bound = text.count * Self.stepsForByte + 1_000_000
      for report in scan.reports {
        guard matcher.steps < bound else {
          wasCut = true
          break
        }
        confirm(report, text, searched)
      }
    }
    phrases.sort { ($0.start, $0.end) < ($1.start, $1.end) }
  }

  private func confirm(_ report: HyperscanScan.Report, _ text: UnsafeBufferPointer<UInt8>, _ searched: SearchedText) {
    let end = Int(report.end)
    let number = Int(report.expression)
    switch patterns.expressions[number].matcher {
    case .phrase(let phrase):
      guard let range = phrase.range(endingAt: end, in: text) else { return }
      if let exact = phrase.exact, !isWritten(exact, range, searched) { return }
      phrases.append(
        PhraseHit(expression: report.expression, start: UInt32(range.lowerBound), end: UInt32(range.upperBound)))
    case .pattern(let pattern, let boundary):
      guard !boundary.touches(after: end, in: text) else { return }
      var earliest = 0
      for _ in 0..<Self.startsTried {
        guard
          let start = matcher.start(
            of: pattern, in: text, earliest: earliest, end: end, mayStart: { !boundary.touches(before: $0, in: text) })
        else { return }
        if take(report, start..<end, searched) { return }
        earliest = start + 1
      }
    }
  }

  private func take(_ report: HyperscanScan.Report, _ match: Range<Int>, _ searched: SearchedText) -> Bool {
    if let asWritten = patterns.expressions[Int(report.expression)].asWritten, !isWritten(asWritten, match, searched) {
      return false
    }
    guard let number = patterns.expressions[Int(report.expression)].identifier else {
      phrases.append(PhraseHit(expression: report.expression, start: UInt32(match.lowerBound), end: report.end))
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
