public import Extraction

/// Tells a message that takes an earlier one back: "please delete my last email", or what Outlook's recall becomes where it
/// leaves the school. It is a fact about the message, no data about anybody.
public struct Retraction: Sendable {
  /// A word in lower case, or a gap of a few words.
  enum Piece: Hashable, Sendable {
    case word([UInt8])
    case gap
  }

  let phrases: [[Piece]]
  /// How a subject line begins.
  let subjects: [[Piece]]
  /// In a sentence with one of these a phrase counts for nothing.
  let unless: [[Piece]]
  /// The first words of the phrases, each once, by their first bytes: hardly any message has more than one of them.
  private let openings: [[Opening]]
  /// For each first byte, the lengths of those words, as bits: nearly every word of a text is ruled out by these.
  private let firstLengths: [UInt32]

  private struct Opening: Sendable {
    var word: [UInt8]
    /// The phrases that begin with it.
    var phrases: [[Piece]]
  }

  /// The most words that a gap stands for.
  private static let widestGap = 4
  /// Words of a sentence before a phrase that are looked at.
  private static let reach = 12

  init(phrases: [[Piece]], subjects: [[Piece]], unless: [[Piece]]) {
    self.phrases = phrases
    self.subjects = subjects
    self.unless = unless
    var openings = [[Opening]](repeating: [], count: 256)
    var lengths = [UInt32](repeating: 0, count: 256)
    for phrase in phrases {
      guard case .word(let word)? = phrase.first else { continue }
      let byte = Int(word[0])
      lengths[byte] |= 1 << UInt32(min(word.count, 31))
      if let place = openings[byte].firstIndex(where: { $0.word == word }) {
        openings[byte][place].phrases.append(phrase)
      } else {
        openings[byte].append(Opening(word: word, phrases: [phrase]))
      }
    }
    self.openings = openings
    firstLengths = lengths
  }

  /// - Parameter texts: of one message; what it quotes, hides or attaches is not looked at.
  public func isSaid(in texts: [ExtractedText]) -> Bool {
    for text in texts where text.isOwnWords || (text.kind == .subject && !text.isQuoted) {
      guard case .prose(let prose) = text.content else { continue }
      let words = SaidWords(prose)
      if isSaid(words) { return true }
      if text.kind == .subject, subjects.contains(where: { Self.end($0[...], words, at: 0) != nil }) { return true }
    }
    return false
  }

  private func isSaid(_ words: SaidWords) -> Bool {
    for start in words.indices {
      guard words.mayStand(firstLengths, at: start),
        let opening = openings[Int(words.firstByte(at: start))].first(where: { words.stands($0.word, at: start) })
      else { continue }
      for phrase in opening.phrases {
        guard let end = Self.end(phrase[...], words, at: start) else { continue }
        if !isExcused(words, start..<end) { return true }
      }
    }
    return false
  }

  /// Within the sentence, whose ends are empty words.
  private func isExcused(_ words: SaidWords, _ phrase: Range<Int>) -> Bool {
    var first = phrase.lowerBound
    while first > 0, !words.isEnd(first - 1), phrase.lowerBound - first < Self.reach { first -= 1 }
    return (first..<phrase.upperBound).contains { start in
      unless.contains { Self.end($0[...], words, at: start).map { $0 <= phrase.upperBound } ?? false }
    }
  }

  /// Where a phrase that begins at a word ends; nil where it does not stand there. No gap leaps over the end of a sentence.
  private static func end(_ phrase: ArraySlice<Piece>, _ words: SaidWords, at start: Int) -> Int? {
    var at = start
    for number in phrase.indices {
      switch phrase[number] {
      case .word(let word):
        guard words.stands(word, at: at) else { return nil }
        at += 1
      case .gap:
        let rest = phrase[(number + 1)...]
        for width in 0...widestGap where at + width <= words.count {
          if width > 0, words.isEnd(at + width - 1) { return nil }
          if let end = end(rest, words, at: at + width) { return end }
        }
        return nil
      }
    }
    return at
  }
}
