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

  var count: Int { ranges.count }

  mutating func read(_ bytes: [UInt8], _ people: PeopleTable) {
    ranges.removeAll(keepingCapacity: true)
    hashes.removeAll(keepingCapacity: true)
    forms.removeAll(keepingCapacity: true)
    wasGroup = false
    bytes.withUnsafeBytes { buffer in
      Tokeniser.forEach(in: buffer) { token in
        ranges.append(token.range)
        let word = UnsafeRawBufferPointer(rebasing: buffer[token.range])
        hashes.append(people.hash(word))
        addForm(word, buffer, people)
      }
    }
  }

  private mutating func addForm(_ word: UnsafeRawBufferPointer, _ text: UnsafeRawBufferPointer, _ people: PeopleTable) {
    guard word.count <= 12 else {
      wasGroup = false
      return
    }
    let number = ranges.count - 1
    let isNamed = number > 0 && wasGroup
    wasGroup = Self.isGroupWord(word)
    // "Badger class"
    if number > 0, wasGroup {
      add(UnsafeRawBufferPointer(rebasing: text[ranges[number - 1]]), number - 1, people)
    }
    let hasDigit = word.count <= 4 && word.contains { TextBytes.isDigit($0) }
    guard isNamed || hasDigit else { return }
    add(word, number, people)
    // "7 R", "7-R"
    if number > 0, word.count == 1, !hasDigit, ranges[number - 1].count <= 2 {
      add(
        UnsafeRawBufferPointer(rebasing: text[ranges[number - 1].lowerBound..<ranges[number].upperBound]), number,
        people)
    }
  }

  private mutating func add(_ word: UnsafeRawBufferPointer, _ token: Int, _ people: PeopleTable) {
    let hash = people.hash(form: word)
    if hash != 0 { forms.append((token, hash)) }
  }

  private static func isGroupWord(_ word: UnsafeRawBufferPointer) -> Bool {
    guard word.count >= 2, word.count <= 5 else { return false }
    switch word[0] {
    case 0x79, 0x63, 0x66, 0x74, 0x67, 0x73: return groupWords.contains { word.elementsEqual($0) }
    default: return false
    }
  }

  /// Each begins with a letter that `isGroupWord` lets pass.
  private static let groupWords = ["year", "yr", "class", "form", "tutor", "group", "set"].map { Array($0.utf8) }
}
