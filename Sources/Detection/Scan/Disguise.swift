import Normalisation

/// Words that were written to pass a filter: letters spaced out ("e p i l e p s y"), or borrowed from Cyrillic and Greek.
///
/// The look-alikes are mapped letter by letter. UTS #39 skeletons would not do: they turn "m" into "rn", so that plain words
/// could no longer be compared.
enum Disguise {
  struct Undone {
    /// The text as it looks.
    var bytes: [UInt8] = []
    /// Each stretch that was changed: where it stands in `bytes`, and in the folded text.
    fileprivate(set) var changes: [(new: Range<Int>, old: Range<Int>)] = []

    func touches(_ range: Range<Int>) -> Bool { changes.contains { $0.new.overlaps(range) } }

    /// The range of the folded text for a range of `bytes`.
    func origin(_ range: Range<Int>) -> Range<Int> {
      let start = place(range.lowerBound, isEnd: false)
      return start..<max(start, place(range.upperBound, isEnd: true))
    }

    private func place(_ at: Int, isEnd: Bool) -> Int {
      var shift = 0
      for change in changes {
        if at < change.new.lowerBound || (isEnd && at == change.new.lowerBound) { break }
        if at < change.new.upperBound || (isEnd && at == change.new.upperBound) {
          return isEnd ? change.old.upperBound : change.old.lowerBound
        }
        shift = change.old.upperBound - change.new.upperBound
      }
      return at + shift
    }
  }

  /// So many stretches are undone in one run; text with more is no text.
  private static let changesBound = 200
  /// Fewer single letters in a row are initials.
  private static let lettersNeeded = 4

  /// - Parameter loneLetters: so many letters stand alone one after another in the run, at most.
  /// - Returns: nil when nothing is disguised.
  static func undone(_ searched: SearchedText, loneLetters: Int) -> Undone? {
    guard loneLetters >= lettersNeeded || !searched.isPlain else { return nil }
    let folded = searched.normalised.bytes
    let written = searched.isPlain ? searched.normalised.original : folded
    let mayBeSpacedOut = loneLetters >= lettersNeeded
    var changes: [(old: Range<Int>, bytes: [UInt8])] = []
    folded.withUnsafeBufferPointer { text in
      var at = 0
      while at < text.count, changes.count < changesBound {
        if mayBeSpacedOut, let end = spacedOut(text, at) {
          changes.append((at..<end, stride(from: at, to: end, by: 2).map { written[$0] }))
          at = end
        } else if text[at] >= 0xCD, text[at] <= 0xD4, let word = borrowed(text, at) {
          if let last = changes.last, last.old.upperBound > word.old.lowerBound {
            at = max(at + 1, last.old.upperBound)
            continue
          }
          changes.append(word)
          at = word.old.upperBound
        } else {
          at += 1
        }
      }
    }
    guard !changes.isEmpty else { return nil }
    var undone = Undone()
    var copied = 0
    for change in changes {
      undone.bytes += written[copied..<change.old.lowerBound]
      let start = undone.bytes.count
      undone.bytes += change.bytes
      undone.changes.append((start..<undone.bytes.count, change.old))
      copied = change.old.upperBound
    }
    undone.bytes += written[copied...]
    return undone
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }

  private static func spacedOut(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
    guard isLetter(text[start]), start + 6 < text.count, start == 0 || !TextBytes.isWordByte(text[start - 1]) else {
      return nil
    }
    let mark = text[start + 1]
    guard mark == 0x20 || mark == 0x2E || mark == 0x2D || mark == 0x5F || mark == 0x2A else { return nil }
    var at = start
    var letters = 1
    while at + 2 < text.count, text[at + 1] == mark, isLetter(text[at + 2]) {
      at += 2
      letters += 1
    }
    // The last letter may begin a word: "a b c d end".
    if at + 1 < text.count, TextBytes.isWordByte(text[at + 1]) {
      at -= 2
      letters -= 1
    }
    return letters >= lettersNeeded ? at + 1 : nil
  }

  private static func borrowed(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> (old: Range<Int>, bytes: [UInt8])? {
    var start = at
    while start > 0, at - start < 64, TextBytes.isWord(before: start, in: text) {
      start = TextBytes.scalarStart(start - 1, in: text)
    }
    var bytes: [UInt8] = []
    var latin = 0
    var foreign = 0
    var place = start
    while place < text.count, place - start < 128, TextBytes.isWord(at: place, in: text) {
      let byte = text[place]
      if byte < 0x80 {
        if isLetter(byte) { latin += 1 }
        bytes.append(byte)
        place += 1
        continue
      }
      let scalar = TextBytes.scalar(at: place, in: text)
      let length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
      guard place + length <= text.count else { return nil }
      if let plain = lookAlikes[scalar] {
        foreign += 1
        bytes.append(plain)
      } else {
        bytes += text[place..<(place + length)]
      }
      place += length
    }
    return latin > 0 && foreign > 0 ? (start..<place, bytes) : nil
  }

  /// Lower-case Cyrillic and Greek letters that look like Latin ones, in lower or upper case (UTS #39 confusables.txt).
  private static let lookAlikes: [UInt32: UInt8] = {
    var map: [UInt32: UInt8] = [:]
    for (letters, plain) in [
      ("аα", "a"), ("вβ", "b"), ("с", "c"), ("ԁ", "d"), ("еє", "e"), ("ԍ", "g"), ("һн", "h"), ("іι", "i"), ("ј", "j"),
      ("кκ", "k"), ("ӏ", "l"),
      ("м", "m"), ("оο", "o"), ("рρ", "p"), ("ԛ", "q"), ("ѕ", "s"), ("тτ", "t"), ("υ", "u"), ("ν", "v"), ("ԝω", "w"),
      ("хχ", "x"), ("уγ", "y"),
    ] {
      for letter in letters.unicodeScalars { map[letter.value] = plain.utf8.first }
    }
    return map
  }()
}
