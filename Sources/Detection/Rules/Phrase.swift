/// One or several words as a rule file writes them: matched as whole words, without regard to case, any white space,
/// hyphen or underscore between them; a `*` at a word's end stands for any ending.
struct Phrase: Sendable, Hashable {
  struct Word: Sendable, Hashable {
    /// In the form of the text that is searched.
    var bytes: [UInt8]
    var hasAnyEnding: Bool
  }

  let words: [Word]
  /// For terms that match only as written (`case: exact`): the letters of all words as the rule file writes them.
  let exact: [UInt8]?

  /// The text of a longer phrase would be no phrase.
  static let wordBound = 12

  /// - Throws: `PatternSyntaxError` with the remedy.
  init(_ source: String, isExact: Bool = false, fold: (String) -> [UInt8]) throws(PatternSyntaxError) {
    var words: [Word] = []
    for part in source.unicodeScalars.split(whereSeparator: { Self.isSeparator($0) }) {
      var word = String(String.UnicodeScalarView(part))
      let hasAnyEnding = word.hasSuffix("*")
      if hasAnyEnding { word.removeLast() }
      guard !word.contains("*") else {
        throw PatternSyntaxError("'*' may stand at the end of a word only: write such a form under 'patterns'")
      }
      let bytes = fold(word)
      guard !bytes.isEmpty else {
        throw PatternSyntaxError("a lone '*' stands for every word: write the word's beginning before it")
      }
      guard let first = bytes.first, let last = bytes.last, TextBytes.isWordByte(first),
        // "parents' evening"
        hasAnyEnding || TextBytes.isWordByte(last) || last == 0x27
      else {
        throw PatternSyntaxError("a word begins and ends with a letter or digit: put '\(word)' under 'patterns'")
      }
      words.append(Word(bytes: bytes, hasAnyEnding: hasAnyEnding))
    }
    guard !words.isEmpty else { throw PatternSyntaxError("there is no word in it") }
    guard words.count <= Self.wordBound else {
      throw PatternSyntaxError("it has more than \(Self.wordBound) words: shorten it to what tells")
    }
    self.words = words
    exact = isExact ? source.utf8.filter { TextBytes.isWordByte($0) } : nil
  }

  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "-" || scalar == "\t" || scalar == "_"
  }

  /// As the rule file has it, in folded form.
  var text: String {
    words.map { String(decoding: $0.bytes, as: UTF8.self) + ($0.hasAnyEnding ? "*" : "") }.joined(separator: " ")
  }
}
