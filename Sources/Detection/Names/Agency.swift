/// Whether a colleague only has to do with a matter that is another person's.
enum Agency {
  case none
  /// "Mrs Mallory gave the buccal midazolam."
  case acts
  /// "Please speak to Mr Speight", "hardship: Mr Speight", "following Mrs Harcourt's letter".
  case isTurnedTo

  /// What the words right before and behind a name say.
  init(of name: Range<Int>, _ text: UnsafeBufferPointer<UInt8>) {
    var before = WordsBefore(text, name.lowerBound, notBefore: max(0, name.lowerBound - 24))
    if let word = before.next(), EnglishWords.beforeContacts.contains(text, word) {
      self = .isTurnedTo
    } else if name.lowerBound > 1, text[name.lowerBound - 2] == 0x3A, text[name.lowerBound - 1] == 0x20 {
      self = .isTurnedTo
    } else {
      self = Self.behind(name.upperBound, text)
    }
  }

  private static func behind(_ end: Int, _ text: UnsafeBufferPointer<UInt8>) -> Agency {
    var at = end
    let isOwner = at + 1 < text.count && (text[at] == 0x27 || text[at] == 0xE2)
    if isOwner {
      while at < text.count, !TextBytes.isSpace(text[at]), at - end < 6 { at += 1 }
    }
    guard at < text.count, TextBytes.isSpace(text[at]) else { return .none }
    let start = at + 1
    var stop = start
    while stop < text.count, TextBytes.isWordByte(text[stop]) { stop += 1 }
    if isOwner { return EnglishWords.ownedByContacts.contains(text, start..<stop) ? .isTurnedTo : .none }
    return EnglishWords.actsOfContacts.contains(text, start..<stop) ? .acts : .none
  }
}
