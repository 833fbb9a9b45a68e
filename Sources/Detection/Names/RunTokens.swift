import Normalisation
import People

/// The words of one run with their hashes, in flat arrays that are used again for the next run.
struct RunTokens {
  private(set) var ranges: [Range<Int>] = []
  private(set) var hashes: [UInt64] = []
  /// Words that name a form or a year group, by token.
  private(set) var forms: [(token: Int, hash: UInt64)] = []
  /// The word before is "class" or the like.
  private var wasGroup = false
  private let groupWords = ["year", "yr", "class", "form", "tutor", "group", "set"].map { word in
    word.utf8.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
  }

  var count: Int { ranges.count }

  mutating func read(_ bytes: [UInt8], _ people: PeopleTable) {
    ranges.removeAll(keepingCapacity: true)
    hashes.removeAll(keepingCapacity: true)
    forms.removeAll(keepingCapacity: true)
    wasGroup = false
    bytes.withUnsafeBytes { buffer in
      Tokeniser.forEach(in: buffer) { word in
        ranges.append(word)
        hashes.append(people.hash(word, of: buffer))
        addForm(word, buffer, people)
      }
    }
  }

  private mutating func addForm(_ word: Range<Int>, _ text: UnsafeRawBufferPointer, _ people: PeopleTable) {
    let number = ranges.count - 1
    let isNamed = wasGroup
    let first = EightBytes.first(min(8, word.count), of: EightBytes.load(text, word.lowerBound))
    wasGroup = isGroupWord(first, word.count)
    // "Badger class"
    if number > 0, wasGroup { add(ranges[number - 1], number - 1, text, people) }
    let hasDigit = word.count <= 4 && EightBytes.digits(first) != 0
    guard isNamed || hasDigit, word.count <= Self.longest else { return }
    add(word, number, text, people)
    // "7 R", "7-R"
    if number > 0, word.count == 1, !hasDigit, ranges[number - 1].count <= 2 {
      add(ranges[number - 1].lowerBound..<word.upperBound, number, text, people)
    }
  }

  /// A longer word names no form.
  private static let longest = 12

  private mutating func add(_ name: Range<Int>, _ token: Int, _ text: UnsafeRawBufferPointer, _ people: PeopleTable) {
    let hash = people.hash(form: UnsafeRawBufferPointer(rebasing: text[name]))
    if hash != 0 { forms.append((token, hash)) }
  }

  /// - Parameter first: the word's first eight bytes.
  @inline(__always) private func isGroupWord(_ first: UInt64, _ length: Int) -> Bool {
    guard length >= 2, length <= 5 else { return false }
    switch UInt8(truncatingIfNeeded: first) {
    case 0x79, 0x63, 0x66, 0x74, 0x67, 0x73: return groupWords.contains(first)
    default: return false
    }
  }
}
