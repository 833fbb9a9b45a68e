import Normalisation
import People

/// People whom the records lack: a given name before a capitalised surname, "my son Oliver", "Mrs Akintola's daughter";
/// and "your son", where that can only be one pupil.
struct UnrecordedNames {
  let finder: NameFinder
  let searched: SearchedText
  let tokens: RunTokens

  /// Behind "son" or "daughter" the name begins within so many bytes.
  private static let kinReach = 4

  func mentions(beside recorded: [Mention]) -> [Mention] {
    var found: [Mention] = []
    var next = 0
    let kinWords = EnglishWords.kin
    searched.normalised.bytes.withUnsafeBufferPointer { text in
      var number = 0
      while number < tokens.count {
        let range = tokens.ranges[number]
        let isCapital = searched.isUpper(range.lowerBound)
        // Most words are neither.
        guard isCapital || kinWords.contains(text, range) else {
          number += 1
          continue
        }
        while next < recorded.count, recorded[next].range.upperBound <= range.lowerBound { next += 1 }
        // "your son Tom Price" is Tom Price, so the words of strong mentions are left alone.
        if next < recorded.count, !recorded[next].form.needsSupport, recorded[next].range.overlaps(range) {
          number += 1
          continue
        }
        if let (mention, last) = (isCapital ? given(number, text, recorded, next) : nil)
          ?? kin(number, text, recorded[next...].prefix { $0.range.lowerBound <= range.upperBound + Self.kinReach })
        {
          found.append(mention)
          number = last + 1
        } else {
          number += 1
        }
      }
    }
    return found
  }

  private func isName(_ number: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard number < tokens.count else { return false }
    let range = tokens.ranges[number]
    return range.count > 1 && searched.isUpper(range.lowerBound) && !TextBytes.isDigit(text[range.lowerBound])
      && !EnglishWords.notSurnames.contains(text, range)
  }

  private func follows(_ number: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let gap = tokens.ranges[number - 1].upperBound..<tokens.ranges[number].lowerBound
    return gap.count == 1
      && (text[gap.lowerBound] == 0x20 || text[gap.lowerBound] == 0x2D || text[gap.lowerBound] == 0x09)
  }

  private func given(
    _ number: Int, _ text: UnsafeBufferPointer<UInt8>, _ recorded: [Mention], _ next: Int
  ) -> (Mention, Int)? {
    var last = number + 1
    guard isName(number, text), isName(last, text), follows(last, text),
      finder.people.isCommonFirstName(tokens.hashes[number])
    else { return nil }
    // Middle names and the second half of a double-barrelled surname.
    while last + 1 < tokens.count, last - number < 3, isName(last + 1, text), follows(last + 1, text),
      text[tokens.ranges[last].upperBound] == 0x2D
        || (finder.people.isCommonFirstName(tokens.hashes[last])
          && finder.people.isCommonSurname(tokens.hashes[last + 1]))
    {
      last += 1
    }
    let isKnownSurname = finder.people.isCommonSurname(tokens.hashes[last])
    if finder.people.isOrdinaryWord(tokens.hashes[number]), !isKnownSurname { return nil }
    // "Grace Church School", "James Watt College"
    if last + 1 < tokens.count, follows(last + 1, text),
      EnglishWords.notSurnames.contains(text, tokens.ranges[last + 1]),
      searched.isUpper(tokens.ranges[last + 1].lowerBound)
    {
      return nil
    }
    let range = tokens.ranges[number].lowerBound..<tokens.ranges[last].upperBound
    // A strong name of the records that begins inside goes first, and so does a first name in two words.
    if next < recorded.count, recorded[next].range.overlaps(range),
      !recorded[next].form.needsSupport || recorded[next].range == range
    {
      return nil
    }
    return (unrecorded(range, searched.written(range), isKnownSurname ? 0.8 : 0.65, number...last), last)
  }

  /// - Parameter recorded: the names of the records that begin here or soon.
  private func kin(
    _ number: Int, _ text: UnsafeBufferPointer<UInt8>, _ recorded: ArraySlice<Mention>
  ) -> (Mention, Int)? {
    guard number > 0, EnglishWords.kin.contains(text, tokens.ranges[number]) else { return nil }
    let owner = tokens.ranges[number - 1]
    if EnglishWords.owners.contains(text, owner) {
      if EnglishWords.youth.contains(text, owner), let ward = finder.onlyWard {
        var mention = Mention(
          form: .relation, range: owner.lowerBound..<tokens.ranges[number].upperBound, candidates: [ward],
          confidence: 0.9)
        mention.isResolved = true
        return (mention, number)
      }
      guard isName(number + 1, text), gapIsShort(number + 1),
        !EnglishWords.afterVerbs.contains(text, tokens.ranges[number + 1])
      else { return nil }
      var last = number + 1
      if isName(last + 1, text), follows(last + 1, text) { last += 1 }
      let range = tokens.ranges[number + 1].lowerBound..<tokens.ranges[last].upperBound
      var mention = unrecorded(range, searched.written(range), 0.75, (number + 1)...last)
      // "Wendy Taylor for her son Jack (10A)": the records may tell which Jack.
      if last == number + 1, let known = recorded.first(where: { $0.range == range && $0.form == .first }) {
        mention.kinName = mention.name
        (mention.form, mention.key, mention.name, mention.isResolved) = (.first, known.key, nil, false)
        mention.confidence = known.confidence
      }
      return (mention, last)
    }
    // "Mrs Akintola's daughter"
    guard number > 1, finder.people.isTitle(tokens.hashes[number - 2]), isName(number - 1, text),
      tokens.ranges[number].lowerBound - owner.upperBound <= 5, tokens.ranges[number].lowerBound - owner.upperBound >= 2
    else { return nil }
    let range = tokens.ranges[number - 2].lowerBound..<tokens.ranges[number].upperBound
    let children = childrenOfBearers((number - 2)..<number)
    if children.count == 1 {
      var mention = Mention(form: .relation, range: range, candidates: children, confidence: 0.85)
      mention.isResolved = true
      return (mention, number)
    }
    return (unrecorded(range, searched.written(range), 0.75, (number - 2)...number), number)
  }

  private func childrenOfBearers(_ range: Range<Int>) -> [PersonNumber] {
    var children: Set<PersonNumber> = []
    var guardians = 0
    finder.people.lookup(finder.people.key(tokens.hashes[range])) { person, form in
      guard form == .titleSurname, finder.people.kind(of: person) == .guardian, guardians < NameFinder.bearersShown
      else { return }
      guardians += 1
      children.formUnion(finder.people.children(of: person))
    }
    return children.sorted()
  }

  private func gapIsShort(_ number: Int) -> Bool {
    tokens.ranges[number].lowerBound - tokens.ranges[number - 1].upperBound <= 2
  }

  private func unrecorded(_ range: Range<Int>, _ name: String, _ confidence: Double, _ words: ClosedRange<Int>)
    -> Mention
  {
    var mention = Mention(form: .unrecorded, range: range, name: name.onOneLine, confidence: confidence)
    mention.isResolved = true
    let folded = words.map { Array(searched.normalised.bytes[tokens.ranges[$0]]) }.joined(separator: [0x20])
    mention.isCorrespondent = finder.correspondentNames.contains(Array(folded))
    return mention
  }
}

extension String {
  /// Runs of white space as one space.
  var onOneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
