import Extraction
import Inspection

/// Cuts texts into pages of about one size, however long they are.
struct TextPaging {
  /// A run of one text.
  struct Piece: Hashable {
    /// Its number in the reading.
    var text: Int
    /// Of prose, bytes of UTF-8; of a table, rows.
    var range: Range<Int>
    /// Code points of the text before it.
    var start: Int
  }

  /// What a page holds, about: bytes, with a table's cells counted as some more.
  private static let pageSize = 48_000
  private static let cellSize = 60
  /// Cells of one row that are shown.
  static let mostCells = 400

  private(set) var pages: [[Piece]] = [[]]
  private var room = TextPaging.pageSize

  /// - Parameter numbers: of the texts, in order.
  init(_ reading: MessageReading, _ numbers: [Int]) {
    for number in numbers {
      switch reading.texts[number].text.content {
      case .prose(let prose): add(prose, number)
      case .table(let table): add(table, number)
      }
    }
  }

  private mutating func add(_ prose: String, _ number: Int) {
    var prose = prose
    prose.withUTF8 { bytes in
      var start = 0
      var points = 0
      while start < bytes.count {
        if room < Self.pageSize / 20 { turn() }
        let end = Self.end(bytes, from: start, room: room)
        pages[pages.count - 1].append(Piece(text: number, range: start..<end, start: points))
        points += bytes[start..<end].reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
        room -= end - start
        start = end
      }
    }
  }

  /// After a line's end where there is one in the second half of what fits, else after a whole character.
  private static func end(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, room: Int) -> Int {
    guard bytes.count - start > room else { return bytes.count }
    var end = start + room
    if let feed = bytes[(start + room / 2)..<end].lastIndex(of: 0x0A) { return feed + 1 }
    while end > start + 1, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return end
  }

  private mutating func add(_ table: Table, _ number: Int) {
    var first = 0
    var points = 0
    var before = 0
    for (index, row) in table.rows.enumerated() {
      let size = row.prefix(Self.mostCells).reduce(0) { $0 + $1.utf8.count + Self.cellSize }
      if size > room, index > first || !pages[pages.count - 1].isEmpty {
        if index > first { pages[pages.count - 1].append(Piece(text: number, range: first..<index, start: before)) }
        turn()
        first = index
        before = points
      }
      room -= size
      // With a tab after each cell, or the line's end.
      points += row.reduce(0) { $0 + $1.unicodeScalars.count + 1 } + (row.isEmpty ? 1 : 0)
    }
    if first < table.rows.count {
      pages[pages.count - 1].append(Piece(text: number, range: first..<table.rows.count, start: before))
    }
  }

  private mutating func turn() {
    pages.append([])
    room = Self.pageSize
  }
}
