/// Lifts identifiers beside the words that name them, and drops those beside words that forbid them.
struct IdentifierContext {
  let patterns: PatternDatabase
  let evaluation: TermEvaluation
  let rows: RowLayout?

  /// How long a phrase may be that names an identifier, in bytes.
  static let contextReach = 64
  /// Sort code and account number within so many bytes speak for each other.
  static let pairReach = 80

  func apply(to hits: inout [IdentifierHit]) {
    hits = hits.compactMap { lifted($0) }
    hits.sort { $0.match.lowerBound < $1.match.lowerBound }
    support(&hits)
    hits = hits.filter { $0.confidence >= patterns.identifiers[$0.rule].reportAt }
    hits = withoutOverlaps(hits)
  }

  private func lifted(_ hit: IdentifierHit) -> IdentifierHit? {
    let rule = patterns.identifiers[hit.rule]
    guard !rule.context.isEmpty || !rule.excludes.isEmpty else { return hit }
    var found: UInt32?
    // Context may itself lie in the match: "password: …".
    for phrase in evaluation.near(hit.match, rule.contextWithin + Self.contextReach, rule.contextWithin) {
      let distance =
        Int(phrase.end) <= hit.match.lowerBound
        ? hit.match.lowerBound - Int(phrase.end) : Int(phrase.start) - hit.match.upperBound
      guard distance <= rule.contextWithin, rows?.isNear(phrase, hit.match) ?? true else { continue }
      if rule.excludes.holds(phrase.expression) { return nil }
      if found == nil, rule.context.holds(phrase.expression) { found = phrase.expression }
    }
    for expression in rows?.headingExpressions(at: hit.match.lowerBound) ?? [] {
      if rule.excludes.holds(expression) { return nil }
      if rule.context.holds(expression) { found = expression }
    }
    var lifted = hit
    if let found {
      lifted.confidence = max(rule.confidence, rule.contextConfidence)
      if case .phrase(let phrase) = patterns.expressions[Int(found)].matcher { lifted.context = phrase.text }
    }
    return lifted
  }

  private func support(_ hits: inout [IdentifierHit]) {
    let ends = hits.indices.filter { patterns.identifiers[hits[$0].rule].isOfPair }
    for (place, number) in ends.enumerated() {
      for other in ends[(place + 1)...] {
        let gap = hits[other].match.lowerBound - hits[number].match.upperBound
        guard gap <= Self.pairReach else { break }
        guard gap >= 0, kind(hits[other]) != kind(hits[number]) else { continue }
        // One of them must be named: a date and a telephone number make no account.
        guard hits[number].context != nil || hits[other].context != nil else { continue }
        for pair in [number, other] {
          hits[pair].confidence = max(hits[pair].confidence, patterns.identifiers[hits[pair].rule].contextConfidence)
        }
      }
    }
  }

  private func kind(_ hit: IdentifierHit) -> IdentifierKind { patterns.identifiers[hit.rule].kind }

  /// Where two overlap the surer stays, then the longer.
  private func withoutOverlaps(_ hits: [IdentifierHit]) -> [IdentifierHit] {
    var kept: [IdentifierHit] = []
    for hit in hits.sorted(by: {
      ($0.match.lowerBound, $0.match.upperBound) < ($1.match.lowerBound, $1.match.upperBound)
    }) {
      var isCovered = false
      while let last = kept.last, last.range.overlaps(hit.range) || last.match.overlaps(hit.range) {
        if (hit.confidence, hit.match.count) > (last.confidence, last.match.count) {
          kept.removeLast()
        } else {
          isCovered = true
          break
        }
      }
      if !isCovered { kept.append(hit) }
    }
    return kept
  }
}
