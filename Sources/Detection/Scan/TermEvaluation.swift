/// Decides which occurrences of terms count where they stand: not inside a phrase of ordinary school life, with the words
/// that they need, not denied, not only supposed.
struct TermEvaluation {
  let patterns: PatternDatabase
  let phrases: [PhraseHit]
  let sentences: [Sentence]
  let text: UnsafeBufferPointer<UInt8>

  /// A phrase is no longer than this, in bytes.
  private static let phraseBound = 300
  /// Of a sentence that is longer only this much on both sides is looked at.
  private static let reach = 600

  func hits() -> [TermHit] {
    var hits: [TermHit] = []
    for phrase in phrases where patterns.isTerm[Int(phrase.expression)] {
      let expression = patterns.expressions[Int(phrase.expression)]
      let range = Int(phrase.start)..<Int(phrase.end)
      let number = sentences.containing(range.lowerBound)
      guard number >= 0 else { continue }
      for term in expression.terms {
        let standing = standing(patterns.terms[term], range, sentences[number])
        guard standing != .none else { continue }
        var hit = TermHit(term: term, range: range, sentence: number, clause: clause(around: range, sentences[number]))
        hit.isSerious = patterns.terms[term].grade == .serious
        hit.isNegated = isNegated(range, sentences[number])
        hit.isHypothetical = isHypothetical(range, sentences[number])
        hit.isGeneral = standing == .forChildren || isGeneral(patterns.terms[term], range, sentences[number])
        (hit.hasPronoun, hit.hasYou) = pronouns(sentences[number], range)
        hits.append(hit)
      }
    }
    return longest(hits)
  }

  /// Of terms of one category that overlap only the longest stays, or the graver one of the same length.
  private func longest(_ hits: [TermHit]) -> [TermHit] {
    var kept: [TermHit] = []
    for hit in hits {
      let term = patterns.terms[hit.term]
      var isCovered = false
      var at = kept.count - 1
      while at >= 0, kept[at].range.upperBound + Self.phraseBound > hit.range.lowerBound, kept.count - at <= 32 {
        let other = patterns.terms[kept[at].term]
        if other.category == term.category, kept[at].range.overlaps(hit.range) {
          let isBetter =
            (hit.range.count, term.grade == .serious ? 1 : 0, term.confidence)
            > (kept[at].range.count, other.grade == .serious ? 1 : 0, other.confidence)
          if isBetter { kept.remove(at: at) } else { isCovered = true }
        }
        at -= 1
      }
      if !isCovered { kept.append(hit) }
    }
    return kept
  }

  private enum Standing { case none, forChildren, full }

  private func standing(_ term: Term, _ range: Range<Int>, _ sentence: Sentence) -> Standing {
    for phrase in near(range, Self.phraseBound, Self.phraseBound) where phrase.overlaps(range) {
      if patterns.expressions[Int(phrase.expression)].excludes.contains(term.category) { return .none }
    }
    if term.needs.isEmpty, term.unless.isEmpty { return .full }
    let window = window(range, sentence)
    var isMet = term.needs.isEmpty
    let needed = term.needsWithin.map { (range.lowerBound - $0)..<(range.upperBound + $0) } ?? window
    let widest = min(window.lowerBound, needed.lowerBound)..<max(window.upperBound, needed.upperBound)
    for phrase in near(range, range.lowerBound - widest.lowerBound, widest.upperBound - range.upperBound) {
      let place = Int(phrase.start)
      if window.contains(place), term.unless.holds(phrase.expression) { return .none }
      if !isMet, needed.contains(place), !phrase.overlaps(range), term.needs.holds(phrase.expression) { isMet = true }
    }
    return isMet ? .full : term.mayNeedChild ? .forChildren : .none
  }

  private func isGeneral(_ term: Term, _ range: Range<Int>, _ sentence: Sentence) -> Bool {
    guard !term.general.isEmpty else { return false }
    let window = window(range, sentence)
    return near(range, range.lowerBound - window.lowerBound, window.upperBound - range.upperBound).contains {
      window.contains(Int($0.start)) && !$0.overlaps(range) && term.general.holds($0.expression)
    }
  }

  /// Phrases that begin from so many bytes before a range up to so many behind it.
  func near(_ range: Range<Int>, _ before: Int, _ behind: Int) -> ArraySlice<PhraseHit> {
    let from = phrases.firstIndex(from: range.lowerBound - before)
    var to = from
    while to < phrases.count, Int(phrases[to].start) <= range.upperBound + behind { to += 1 }
    return phrases[from..<to]
  }

  private func window(_ range: Range<Int>, _ sentence: Sentence) -> Range<Int> {
    let start = max(sentence.start, range.lowerBound - Self.reach)
    return start..<max(start + 1, min(sentence.end, range.upperBound + Self.reach))
  }
}

extension TermEvaluation {
  private func isNegated(_ range: Range<Int>, _ sentence: Sentence) -> Bool {
    var words = WordsBefore(text, range.lowerBound, notBefore: sentence.start)
    for _ in 0..<6 {
      guard let word = words.next() else { return false }
      if EnglishWords.denials.contains(text, word) { return true }
      guard !words.crossedClause, EnglishWords.betweenDenial.contains(text, word) else { return false }
    }
    return false
  }

  private func isHypothetical(_ range: Range<Int>, _ sentence: Sentence) -> Bool {
    let window = window(range, sentence)
    if sentence.end - sentence.start < Self.reach, text[sentence.end - 1] == 0x3F { return true }
    var words = WordsBefore(text, range.lowerBound, notBefore: window.lowerBound)
    while let word = words.next() {
      if EnglishWords.suppositions.contains(text, word), !isInLink(word) { return true }
    }
    return false
  }

  /// A word of a link or an address says nothing: "https://any.example/if".
  private func isInLink(_ word: Range<Int>) -> Bool {
    word.lowerBound > 0 && [0x2E, 0x2F, 0x40].contains(text[word.lowerBound - 1])
  }

  private func pronouns(_ sentence: Sentence, _ range: Range<Int>) -> (ofOthers: Bool, you: Bool) {
    let window = window(range, sentence)
    var words = WordsBefore(text, window.upperBound, notBefore: window.lowerBound)
    var found = (ofOthers: false, you: false)
    while let word = words.next(), !(found.ofOthers && found.you) {
      if EnglishWords.pronouns.contains(text, word) { found.ofOthers = true }
      if EnglishWords.you.contains(text, word) { found.you = true }
    }
    return found
  }

  private func clause(around range: Range<Int>, _ sentence: Sentence) -> Range<Int> {
    let window = window(range, sentence)
    var start = window.lowerBound
    var end = window.upperBound
    var words = WordsBefore(text, range.lowerBound, notBefore: window.lowerBound)
    while let word = words.next() {
      if words.crossedSemicolon || EnglishWords.clauseParts.contains(text, word) {
        start = word.upperBound
        break
      }
    }
    var at = range.upperBound
    while at < end {
      if text[at] == 0x3B { break }
      if at > 0, TextBytes.isSpace(text[at - 1]), EnglishWords.clauseParts.starts(text, at) { break }
      at += 1
    }
    end = max(at, range.upperBound)
    return start..<end
  }
}

extension PhraseHit {
  func overlaps(_ range: Range<Int>) -> Bool { Int(start) < range.upperBound && range.lowerBound < Int(end) }
}

extension [PhraseHit] {
  /// The first that begins at or behind a byte.
  func firstIndex(from byte: Int) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if Int(self[middle].start) < byte { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension [UInt32] {
  /// For sorted numbers.
  func holds(_ number: UInt32) -> Bool {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] == number { return true }
      if self[middle] < number { low = middle + 1 } else { high = middle }
    }
    return false
  }
}

extension [Sentence] {
  /// The sentence that a byte is in, or the one before it; -1 before the first.
  func containing(_ byte: Int) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].start <= byte { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }
}
