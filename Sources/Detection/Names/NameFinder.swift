import Normalisation
import People

/// Finds names in one run of text: those of the records by hashed words, others by a given name of the gazetteer before a
/// capitalised word. What a name alone cannot settle is left to `MentionResolution`.
struct NameFinder {
  let people: PeopleTable
  /// Folded names of the correspondents, whose words are joined by one space: they are nobody's data (D9).
  let correspondentNames: Set<[UInt8]>
  /// The pupil that "your son" means: the only child of the guardians who are written to.
  let onlyWard: PersonNumber?

  /// More people who bear one name in full are not told apart.
  static let bearersShown = 10
  /// A name with more bearers says nothing without support.
  static let bearersKept = 2_000

  func mentions(in searched: SearchedText, _ tokens: RunTokens) -> [Mention] {
    var found: [Mention] = []
    var taken = 0
    searched.normalised.bytes.withUnsafeBufferPointer { text in
      people.names(in: tokens.hashes) { range, key in
        if range.lowerBound < taken { return }
        guard let mention = recorded(range, key, searched, text, tokens) else { return }
        found.append(mention)
        if !mention.form.needsSupport { taken = range.upperBound }
      }
    }
    let misspelt = MisspeltNames(people: people).mentions(in: searched, tokens, beside: found)
    if !misspelt.isEmpty {
      found += misspelt
      found.sort { ($0.range.lowerBound, -$0.range.count) < ($1.range.lowerBound, -$1.range.count) }
      found = withoutInner(found)
    }
    let unrecorded = UnrecordedNames(finder: self, searched: searched, tokens: tokens).mentions(beside: found)
    found += unrecorded
    found.sort { ($0.range.lowerBound, -$0.range.count) < ($1.range.lowerBound, -$1.range.count) }
    return withoutInner(found)
  }

  /// A weak mention inside a stronger one goes.
  private func withoutInner(_ mentions: [Mention]) -> [Mention] {
    var kept: [Mention] = []
    for mention in mentions {
      if let last = kept.last, last.range.overlaps(mention.range) {
        if last.form.needsSupport, !mention.form.needsSupport || mention.kinName != nil {
          kept[kept.count - 1] = mention
        }
        continue
      }
      kept.append(mention)
    }
    return kept
  }

  private func recorded(
    _ range: Range<Int>, _ key: UInt64, _ searched: SearchedText, _ text: UnsafeBufferPointer<UInt8>,
    _ tokens: RunTokens
  ) -> Mention? {
    guard holdsTogether(range, text, tokens), let best = people.bestForm(key), let form = form(best),
      isWrittenAsName(range, form, searched, tokens)
    else { return nil }
    let bytes = tokens.ranges[range.lowerBound].lowerBound..<tokens.ranges[range.upperBound - 1].upperBound
    if form.needsSupport {
      guard people.bearers(key, countedTo: Self.bearersKept + 1) <= Self.bearersKept else { return nil }
      var mention = Mention(form: form, range: bytes, key: key, confidence: form.confidence)
      mention.isInTitle = form == .first && isBeforeCapital(range.upperBound, searched, text, tokens)
      return mention
    }
    let bearers = people.bearers(key, as: best, most: Self.bearersShown)
    if form == .initialSurname || form == .firstInitial,
      bearers.count > 3 || isPartOfLongerName(range, searched, tokens)
    {
      return nil
    }
    var mention = Mention(form: form, range: bytes, candidates: bearers, key: key, confidence: form.confidence)
    mention.isResolved = true
    return mention
  }

  /// Whether the next word begins with a capital and goes on in small letters, behind a space or an apostrophe and s.
  private func isBeforeCapital(
    _ number: Int, _ searched: SearchedText, _ text: UnsafeBufferPointer<UInt8>, _ tokens: RunTokens
  ) -> Bool {
    guard number < tokens.count else { return false }
    let word = tokens.ranges[number]
    let gap = tokens.ranges[number - 1].upperBound..<word.lowerBound
    guard gap.count <= 5, word.count > 2,
      gap.allSatisfy({ text[$0] != 0x0A && text[$0] != 0x2C && text[$0] != 0x2E && text[$0] != 0x28 })
    else { return false }
    return searched.isUpper(word.lowerBound) && !searched.isUpper(word.lowerBound + 1)
      && !TextBytes.isDigit(text[word.lowerBound])
  }

  /// "Marty K. Courson" is no Marty K., and "Philip A. Young" no A. Young.
  private func isPartOfLongerName(_ range: Range<Int>, _ searched: SearchedText, _ tokens: RunTokens) -> Bool {
    for (number, neighbour) in [(range.lowerBound - 1, range.lowerBound), (range.upperBound, range.upperBound - 1)]
    where number >= 0 && number < tokens.count {
      let word = tokens.ranges[number]
      let gap =
        number < neighbour
        ? word.upperBound..<tokens.ranges[neighbour].lowerBound : tokens.ranges[neighbour].upperBound..<word.lowerBound
      let isNear = gap.count == 1 || (gap.count == 2 && number > neighbour)
      guard isNear, word.count > 1, searched.isUpper(word.lowerBound), !people.isTitle(tokens.hashes[number]) else {
        continue
      }
      let isSpaced = searched.normalised.bytes[gap].allSatisfy { $0 == 0x20 || $0 == 0x2E }
      if isSpaced,
        people.isCommonFirstName(tokens.hashes[number]) || people.isCommonSurname(tokens.hashes[number])
          || number > neighbour
      {
        return true
      }
    }
    return false
  }

  private func form(_ form: NameForm) -> Mention.Form? {
    switch form {
    case .full: .full
    case .preferred: .preferred
    case .shortForm: .shortForm
    case .initialSurname: .initialSurname
    case .firstInitial: .firstInitial
    case .titleSurname: .titleSurname
    case .first, .preferredFirst: .first
    case .surname: .surname
    case .initials: .initials
    }
  }

  /// Only white space, a hyphen, a comma, or the full stop of an initial or title may part the words of a name.
  private func holdsTogether(_ range: Range<Int>, _ text: UnsafeBufferPointer<UInt8>, _ tokens: RunTokens) -> Bool {
    for number in range.dropFirst() {
      let before = tokens.ranges[number - 1]
      let gap = before.upperBound..<tokens.ranges[number].lowerBound
      guard gap.count <= 6 else { return false }
      var lineFeeds = 0
      for at in gap {
        switch text[at] {
        case 0x20, 0x2D, 0x2C, 0x09, 0x0D, 0x5F, 0x3E: continue
        case 0x0A:
          lineFeeds += 1
          if lineFeeds > 1 { return false }
        case 0x2E:
          guard before.count == 1 || people.isTitle(tokens.hashes[number - 1]) else { return false }
        // A hyphen beyond ASCII.
        case 0xE2, 0x80, 0x90, 0x91: continue
        default: return false
        }
      }
    }
    return true
  }

  /// Full names count in small letters, too, unless one of their words is an ordinary word. Less than that needs capitals.
  private func isWrittenAsName(_ range: Range<Int>, _ form: Mention.Form, _ searched: SearchedText, _ tokens: RunTokens)
    -> Bool
  {
    var areCapitals = true
    var isOrdinary = false
    for number in range {
      if !searched.isUpper(tokens.ranges[number].lowerBound) { areCapitals = false }
      if people.isOrdinaryWord(tokens.hashes[number]) { isOrdinary = true }
    }
    switch form {
    case .full, .preferred, .shortForm: return areCapitals || !isOrdinary
    case .titleSurname: return searched.isUpper(tokens.ranges[range.upperBound - 1].lowerBound)
    case .initialSurname, .firstInitial:
      guard areCapitals else { return false }
      // "A Young pupil" is nobody; "A. Young" is.
      return !isOrdinary || searched.holdsStop(after: tokens.ranges[range.lowerBound])
    case .initials: return range.allSatisfy { isAllUpper(tokens.ranges[$0], searched) }
    case .first, .surname: return areCapitals && !(isOrdinary && isUsedAsWord(range.lowerBound, searched, tokens))
    default: return areCapitals
    }
  }

  /// "May 3", "May 3rd", "May 2025"; not "May (3H)" and "Jack 10A".
  private func isDay(_ next: Range<Int>, behind name: Range<Int>, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard TextBytes.isDigit(text[next.lowerBound]), next.lowerBound == name.upperBound + 1 else { return false }
    let rest = next.drop { TextBytes.isDigit(text[$0]) }
    return rest.isEmpty || rest.count == 2
  }

  private func isAllUpper(_ range: Range<Int>, _ searched: SearchedText) -> Bool {
    range.allSatisfy { searched.isUpper($0) }
  }

  /// "in May", "May 2025", "Will you …", "Mark your calendars".
  private func isUsedAsWord(_ number: Int, _ searched: SearchedText, _ tokens: RunTokens) -> Bool {
    searched.normalised.bytes.withUnsafeBufferPointer { text in
      if number > 0 {
        let before = tokens.ranges[number - 1]
        if EnglishWords.beforeMonths.contains(text, before) || TextBytes.isDigit(text[before.lowerBound]) {
          return true
        }
      }
      if number + 1 < tokens.count {
        let next = tokens.ranges[number + 1]
        if isDay(next, behind: tokens.ranges[number], text) || EnglishWords.afterVerbs.contains(text, next) {
          return true
        }
      }
      return false
    }
  }
}

extension SearchedText {
  func holdsStop(after range: Range<Int>) -> Bool {
    range.upperBound < normalised.bytes.count && normalised.bytes[range.upperBound] == 0x2E
  }
}
