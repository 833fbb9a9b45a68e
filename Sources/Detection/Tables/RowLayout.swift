import Normalisation
import People

/// Rows and cells of a run of table text, as bytes of the folded run.
struct RowLayout {
  struct Cell {
    var range: Range<Int>
    var row: Int
    var column: Int
  }

  let columns: TableColumns
  /// One for each row.
  private(set) var sentences: [Sentence] = []
  private var cells: [Cell] = []
  private var firstCells: [Int] = []

  init(_ text: [UInt8], _ columns: TableColumns, headingIsFirst: Bool) {
    self.columns = columns
    var start = 0
    var column = 0
    var rowStart = 0
    firstCells.append(0)
    for at in 0...text.count {
      let isEnd = at == text.count || text[at] == 0x0A
      guard isEnd || text[at] == 0x09 else { continue }
      cells.append(Cell(range: start..<at, row: sentences.count, column: column))
      start = at + 1
      column += 1
      if isEnd {
        sentences.append(Sentence(start: rowStart, end: at, paragraph: sentences.count))
        firstCells.append(cells.count)
        rowStart = at + 1
        column = 0
      }
    }
    if headingIsFirst, !sentences.isEmpty { sentences[0].zone = .header }
  }

  private func cell(at byte: Int) -> Int {
    var low = 0
    var high = cells.count
    while low < high {
      let middle = (low + high) / 2
      if cells[middle].range.lowerBound <= byte { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }

  /// Words beside a number count only in its own cell, or in the cell to the left where that is its label.
  func isNear(_ phrase: PhraseHit, _ match: Range<Int>) -> Bool {
    let there = cell(at: Int(phrase.start))
    let here = cell(at: match.lowerBound)
    if there == here { return true }
    return there == here - 1 && cells[there].row == cells[here].row && headingExpressions(at: match.lowerBound).isEmpty
  }

  func headingExpressions(at byte: Int) -> [UInt32] {
    let column = cells[cell(at: byte)].column
    return column < columns.columns.count ? columns.columns[column].expressions : []
  }

  private func cells(ofRow row: Int) -> Range<Int> { firstCells[row]..<firstCells[row + 1] }

  /// People of rows whose first name and surname stand in columns apart, or whom the records lack.
  func mentions(_ finder: NameFinder, _ searched: SearchedText, beside known: [Mention]) -> [Mention] {
    guard columns.hasNames else { return [] }
    var found: [Mention] = []
    var next = 0
    for row in sentences.indices where sentences[row].zone == .body {
      var isKnown = false
      while next < known.count, known[next].range.lowerBound < sentences[row].end {
        let cell = cells[cell(at: known[next].range.lowerBound)]
        if !known[next].form.needsSupport, cell.column < columns.columns.count, columns.columns[cell.column].role != nil
        {
          isKnown = true
        }
        next += 1
      }
      if !isKnown, let mention = named(row, finder, searched) { found.append(mention) }
    }
    return found
  }

  private func named(_ row: Int, _ finder: NameFinder, _ searched: SearchedText) -> Mention? {
    var parts: [TableColumns.NameRole: Range<Int>] = [:]
    for number in cells(ofRow: row) {
      let cell = cells[number]
      guard cell.column < columns.columns.count, let role = columns.columns[cell.column].role, parts[role] == nil,
        isFilled(cell, searched)
      else { continue }
      parts[role] = cell.range
    }
    let ranges = [parts[.first], parts[.last]].compactMap { $0 }
    let used = ranges.count == 2 ? ranges : parts[.whole].map { [$0] } ?? []
    guard !used.isEmpty else { return nil }
    var hashes: [UInt64] = []
    searched.normalised.bytes.withUnsafeBytes { text in
      for range in used {
        // A cell that is no name is not looked up word by word.
        guard range.count <= 120 else { return }
        var tokens = RunTokens()
        tokens.read(Array(text[range]), finder.people)
        hashes += tokens.hashes
      }
    }
    guard hashes.count >= 2, hashes.count <= PeopleTable.longestName else { return nil }
    var bearers: [PersonNumber] = []
    finder.people.lookup(finder.people.key(hashes[...])) { person, form in
      if form.rawValue <= NameForm.shortForm.rawValue, bearers.count < NameFinder.bearersShown,
        !bearers.contains(person)
      {
        bearers.append(person)
      }
    }
    let range = used[0]
    var mention: Mention
    if bearers.isEmpty {
      let name = used.map { searched.written($0).onOneLine }.joined(separator: " ")
      guard !name.utf8.contains(where: TextBytes.isDigit) else { return nil }
      mention = Mention(form: .unrecorded, range: range, name: name, confidence: 0.75)
    } else {
      mention = Mention(form: .full, range: range, candidates: bearers, confidence: Mention.Form.full.confidence)
    }
    mention.isResolved = true
    return mention
  }

  /// Not empty, and not a way to say no.
  private func isFilled(_ cell: Cell, _ searched: SearchedText) -> Bool {
    searched.normalised.bytes.withUnsafeBufferPointer { text in
      var range = cell.range
      while !range.isEmpty, !TextBytes.isWordByte(text[range.lowerBound]) {
        range = (range.lowerBound + 1)..<range.upperBound
      }
      while !range.isEmpty, !TextBytes.isWordByte(text[range.upperBound - 1]) {
        range = range.lowerBound..<(range.upperBound - 1)
      }
      return !range.isEmpty && !EnglishWords.emptyCells.contains(text, range)
    }
  }

  /// Filled cells under headings that give a category, where no term of it stands in the cell itself.
  func cells(_ searched: SearchedText, _ terms: [TermHit], _ patterns: PatternDatabase) -> [CellHit] {
    guard columns.columns.contains(where: { !$0.categories.isEmpty }) else { return [] }
    // Both stand in the order of the text.
    let told = terms.map { (start: $0.range.lowerBound, category: patterns.terms[$0.term].category) }
      .sorted { $0.start < $1.start }
    var next = 0
    var found: [CellHit] = []
    for cell in cells where sentences[cell.row].zone == .body && cell.column < columns.columns.count {
      let categories = columns.columns[cell.column].categories
      guard !categories.isEmpty, isFilled(cell, searched) else { continue }
      while next < told.count, told[next].start < cell.range.lowerBound { next += 1 }
      let inCell = told[next...].prefix { cell.range.contains($0.start) }
      for entry in categories {
        guard !inCell.contains(where: { $0.category == entry.category }) else { continue }
        found.append(
          CellHit(
            category: entry.category, grade: entry.grade, confidence: entry.confidence, range: cell.range,
            codePoints: searched.codePoints(cell.range), sentence: cell.row, recogniser: entry.recogniser))
      }
    }
    return found
  }
}
