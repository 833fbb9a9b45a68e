public import Extraction

/// Tells a message that takes an earlier one back: "please delete my last email", or what Outlook's recall becomes where it
/// leaves the school. It is a fact about the message, no data about anybody.
public struct Retraction: Sendable {
  /// A word, or a gap of a few words.
  enum Piece: Hashable, Sendable {
    case word(String)
    case gap
  }

  let phrases: [[Piece]]
  /// How a subject line begins.
  let subjects: [[Piece]]
  /// In a sentence with one of these a phrase counts for nothing.
  let unless: [[Piece]]
  /// The first word of each phrase: hardly any message has more than one of them.
  private let firsts: Set<String>

  /// The most words that a gap stands for.
  private static let widestGap = 4
  /// Who takes something back says so at once.
  private static let wordsRead = 200
  /// Words of a sentence before a phrase that are looked at.
  private static let reach = 12

  init(phrases: [[Piece]], subjects: [[Piece]], unless: [[Piece]]) {
    self.phrases = phrases
    self.subjects = subjects
    self.unless = unless
    firsts = Set(phrases.compactMap { if case .word(let word)? = $0.first { word } else { nil } })
  }

  /// - Parameter texts: of one message; what it quotes, hides or attaches is not looked at.
  public func isSaid(in texts: [ExtractedText]) -> Bool {
    for text in texts where !text.isQuoted {
      guard case .prose(let prose) = text.content else { continue }
      switch text.kind {
      case .subject:
        let words = Self.words(prose.utf8)
        if subjects.contains(where: { Self.end($0, words, at: 0) != nil }) || isSaid(words) { return true }
      case .visible where text.place.words == "message":
        if isSaid(Self.words(prose.utf8)) { return true }
      default: continue
      }
    }
    return false
  }

  private func isSaid(_ words: [String]) -> Bool {
    for start in words.indices where firsts.contains(words[start]) {
      for phrase in phrases {
        guard let end = Self.end(phrase, words, at: start) else { continue }
        if !isExcused(words, start..<end) { return true }
      }
    }
    return false
  }

  /// Within the sentence, whose ends are empty words.
  private func isExcused(_ words: [String], _ phrase: Range<Int>) -> Bool {
    var first = phrase.lowerBound
    while first > 0, !words[first - 1].isEmpty, phrase.lowerBound - first < Self.reach { first -= 1 }
    return (first..<phrase.upperBound).contains { start in
      unless.contains { Self.end($0, words, at: start).map { $0 <= phrase.upperBound } ?? false }
    }
  }

  /// Where a phrase that begins at a word ends; nil where it does not stand there. No gap leaps over the end of a sentence.
  private static func end(_ phrase: [Piece], _ words: [String], at start: Int) -> Int? {
    var at = start
    for (number, piece) in phrase.enumerated() {
      switch piece {
      case .word(let word):
        guard at < words.count, words[at] == word else { return nil }
        at += 1
      case .gap:
        let rest = Array(phrase[(number + 1)...])
        for width in 0...widestGap where at + width <= words.count {
          if width > 0, words[at + width - 1].isEmpty { return nil }
          if let end = end(rest, words, at: at + width) { return end }
        }
        return nil
      }
    }
    return at
  }

  /// Lower case, without punctuation, "e-mail" as one word; the end of a sentence is an empty word.
  static func words(_ text: some Sequence<UInt8>) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    func close() {
      guard !word.isEmpty else { return }
      words.append(String(decoding: word, as: UTF8.self))
      word.removeAll(keepingCapacity: true)
    }
    for byte in text where words.count < wordsRead {
      switch byte {
      case 0x41...0x5A: word.append(byte | 0x20)
      case 0x61...0x7A, 0x30...0x39, 0x80...: word.append(byte)
      case UInt8(ascii: "-"), UInt8(ascii: "'"): continue
      case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ";"):
        close()
        if words.last?.isEmpty == false { words.append("") }
      default: close()
      }
    }
    close()
    return words
  }
}
