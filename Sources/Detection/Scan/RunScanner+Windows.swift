/// Where each pass looks at all: around what the survey of the run has found (docs/cost.md).
extension RunScanner {
  /// Whether a heading or a word in this run of a table names any identifier of a pass.
  func holdsContext(of pass: PatternPass, _ headings: Set<UInt32>) -> Bool {
    guard let table = patterns.contexts[pass] else { return true }
    return headings.contains { table.ofPhrase[Int($0)] > 0 }
      || contexts.contains { table.ofPhrase[Int($0.expression)] > 0 }
  }

  func setWindows(for pass: PatternPass, _ text: UnsafeBufferPointer<UInt8>, _ isTable: Bool) {
    windows.reset(length: text.count)
    switch pass {
    case .everywhere: windows.addAll()
    case .behindOpenings: setWindowsBehindOpenings(text)
    case .nearDigits: setWindows(around: survey.digits, pass)
    case .nearSigns: setWindows(around: survey.signs, pass)
    case .nearPluses: setWindows(around: survey.pluses, pass)
    case .nearAtSigns: setWindows(around: survey.atSigns, pass)
    case .nearColons: setWindows(around: survey.colons, pass)
    case .nearNumbers: setWindowsAroundNumbers()
    case .nearContext:
      if isTable { return windows.addAll() }
      add(around: contexts, pass, to: &windows)
    case .nearDigitsInContext:
      if isTable { return setWindows(around: survey.digits, pass) }
      contextWindows.reset(length: text.count)
      add(around: contexts, pass, to: &contextWindows)
      setWindowsAroundDigitsInContext()
    }
  }

  private func add(around contexts: [PhraseHit], _ pass: PatternPass, to windows: inout TextWindows) {
    guard !contexts.isEmpty, let table = patterns.contexts[pass] else { return }
    for phrase in contexts {
      let reach = table.ofPhrase[Int(phrase.expression)]
      let place = Int(phrase.start)..<Int(phrase.end)
      if reach > 0, survey.hasDigits(table.leastDigits[Int(phrase.expression)], around: place, reach: reach) {
        windows.add(around: place, before: reach, behind: reach)
      }
    }
  }

  private func setWindowsAroundDigitsInContext() {
    guard !contextWindows.ranges.isEmpty, let reach = patterns.passes[.nearDigitsInContext]?.reach else { return }
    var next = 0
    for place in survey.digits {
      while next < contextWindows.ranges.count, contextWindows.ranges[next].upperBound <= place.lowerBound { next += 1 }
      guard next < contextWindows.ranges.count else { return }
      if contextWindows.ranges[next].overlaps(place) {
        windows.add(around: place, before: reach.before, behind: reach.behind)
      }
    }
  }

  private func setWindowsAroundNumbers() {
    guard let reach = patterns.passes[.nearNumbers]?.reach else { return }
    let places = survey.digits
    for (number, place) in places.enumerated() {
      var digits = place.count
      var at = number - 1
      while at >= 0, digits < PatternPass.digitsOfNumbers, places[at].upperBound > place.lowerBound - reach.before {
        digits += places[at].count
        at -= 1
      }
      at = number + 1
      while at < places.count, digits < PatternPass.digitsOfNumbers,
        places[at].lowerBound < place.upperBound + reach.behind
      {
        digits += places[at].count
        at += 1
      }
      if digits >= PatternPass.digitsOfNumbers {
        windows.add(around: place, before: reach.before, behind: reach.behind)
      }
    }
  }

  private func setWindows(around places: [Range<Int>], _ pass: PatternPass) {
    guard !places.isEmpty, let reach = patterns.passes[pass]?.reach else { return }
    for place in places { windows.add(around: place, before: reach.before, behind: reach.behind) }
  }

  private func setWindowsBehindOpenings(_ text: UnsafeBufferPointer<UInt8>) {
    let table = patterns.openings
    automaton.begin()
    for opening in openings {
      let reach = table.reaches[opening.number]
      if automaton.mayEnd(opening.number, text, from: opening.end, upTo: min(text.count, opening.start + reach)) {
        windows.add(around: opening.start..<opening.start, before: 0, behind: reach)
      }
    }
  }
}
