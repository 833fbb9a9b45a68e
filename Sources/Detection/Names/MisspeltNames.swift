import Normalisation
import People

/// Names of the records with one slip in a long surname: "Ibrahim Siddiqi" for Ibrahim Siddiqui. A letter too much, too
/// little, another one, or two that changed places (the slips of Damerau, 1964); the first name must be right.
struct MisspeltNames {
  let people: PeopleTable

  /// In shorter surnames one letter makes another name.
  private static let shortest = 6
  private static let longest = 20
  /// So many names of one run are tried at most.
  private static let tries = 200

  /// - Parameter known: what was found in the run; first names behind which an unknown word stands are tried.
  func mentions(in searched: SearchedText, _ tokens: RunTokens, beside known: [Mention]) -> [Mention] {
    var found: [Mention] = []
    var tries = 0
    var token = 0
    for mention in known where mention.form == .first && mention.isInTitle && tries < Self.tries {
      while token < tokens.count, tokens.ranges[token].lowerBound < mention.range.lowerBound { token += 1 }
      guard token + 1 < tokens.count, tokens.ranges[token] == mention.range else { continue }
      let surname = tokens.ranges[token + 1]
      guard (Self.shortest...Self.longest).contains(surname.count), surname.lowerBound == mention.range.upperBound + 1
      else { continue }
      tries += 1
      let word = Array(searched.normalised.bytes[surname])
      guard word.allSatisfy({ (0x61...0x7A).contains($0) }), let person = bearer(tokens.hashes[token], word) else {
        continue
      }
      var misspelt = Mention(
        form: .misspelt, range: mention.range.lowerBound..<surname.upperBound, candidates: [person],
        confidence: Mention.Form.misspelt.confidence)
      misspelt.isResolved = true
      found.append(misspelt)
    }
    return found
  }

  /// The only person whose surname is one slip away.
  private func bearer(_ first: UInt64, _ surname: [UInt8]) -> PersonNumber? {
    var found: Set<PersonNumber> = []
    func look(_ word: [UInt8]) {
      let hash = word.withUnsafeBytes { people.hash(word.indices, of: $0) }
      people.lookup(people.key([first, hash])) { person, form in
        if form == .full || form == .preferred || form == .shortForm { found.insert(person) }
      }
    }
    for at in surname.indices {
      var word = surname
      word.remove(at: at)
      look(word)
      if at > 0, surname[at] != surname[at - 1] {
        word = surname
        word.swapAt(at, at - 1)
        look(word)
      }
      for letter in UInt8(0x61)...0x7A {
        word = surname
        word[at] = letter
        look(word)
        word = surname
        word.insert(letter, at: at + 1)
        look(word)
      }
    }
    return found.count == 1 ? found.first : nil
  }
}
