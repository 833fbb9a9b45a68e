import Normalisation
import People

/// The words of one run with their hashes, in flat arrays that are used again for the next run.
struct RunTokens {
  private(set) var ranges: [Range<Int>] = []
  private(set) var hashes: [UInt64] = []
  /// Words that name a form or a year group, by token.
  private(set) var forms: [(token: Int, hash: UInt64)] = []

  var count: Int { ranges.count }

  mutating func read(_ bytes: [UInt8], _ people: PeopleTable) {
    ranges.removeAll(keepingCapacity: true)
    hashes.removeAll(keepingCapacity: true)
    forms.removeAll(keepingCapacity: true)
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
    guard word.count <= 12 else { return }
    let number = ranges.count - 1
    let hasDigit = word.contains { TextBytes.isDigit($0) }
    let isNamed = number > 0 && Self.groupWords.contains { equal(text, ranges[number - 1], $0) }
    // "Badger class"
    if number > 0, Self.groupWords.contains(where: { word.elementsEqual($0) }) {
      add(UnsafeRawBufferPointer(rebasing: text[ranges[number - 1]]), number - 1, people)
    }
    guard isNamed || (hasDigit && word.count <= 4) else { return }
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

  private func equal(_ text: UnsafeRawBufferPointer, _ range: Range<Int>, _ word: [UInt8]) -> Bool {
    range.count == word.count && text[range].elementsEqual(word)
  }

  private static let groupWords = ["year", "yr", "class", "form", "tutor", "group", "set"].map { Array($0.utf8) }
}
