public import Extraction
import Normalisation

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
  private static let bytesRead = 8_000
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
    for text in texts where text.isOwnWords || (text.kind == .subject && !text.isQuoted) {
      guard case .prose(let prose) = text.content else { continue }
      let words = Self.words(prose.utf8)
      if isSaid(words) { return true }
      if text.kind == .subject, subjects.contains(where: { Self.end($0, words, at: 0) != nil }) { return true }
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
  static func words(_ text: some Collection<UInt8>) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    func close() {
      guard !word.isEmpty else { return }
      words.append(String(decoding: word, as: UTF8.self))
      word.removeAll(keepingCapacity: true)
    }
    let bytes = NormalisedText(String(decoding: text.prefix(bytesRead), as: UTF8.self)).bytes
    var at = 0
    while at < bytes.count, words.count < wordsRead {
      let byte = bytes[at]
      at += 1
      switch byte {
      case 0x41...0x5A: word.append(byte | 0x20)
      case 0xE2 where at + 1 < bytes.count && (bytes[at] == 0x80 || bytes[at] == 0x81):
        // General punctuation (U+2000 to U+207F): an apostrophe stands in a word, all else between words.
        if bytes[at] != 0x80 || (bytes[at + 1] != 0x98 && bytes[at + 1] != 0x99) { close() }
        at += 2
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
