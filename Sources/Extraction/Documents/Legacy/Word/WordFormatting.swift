/// What formatting says about who sees a text: runs of bytes in the stream that are hidden, deleted, in a table or at the
/// end of its rows. Kept in pages of 512 bytes ([MS-DOC] §2.9.33, §2.9.174, §2.6.1, §2.6.2).
struct WordFormatting {
  private(set) var hidden: [Range<Int>] = []
  private(set) var deleted: [Range<Int>] = []
  private(set) var rowEnds: [Range<Int>] = []
  private(set) var inTables: [Range<Int>] = []

  private static let page = 512
  private static let hiddenText = 0x083C
  private static let deletedText = 0x0800
  private static let rowEnd: Set<Int> = [0x2417, 0x244C]
  /// sprmPFInTable.
  private static let inTable = 0x2416
  private static let limit = 1 << 20

  init() {}

  /// - Parameters:
  ///   - characters: the table of pages about characters (PlcBteChpx).
  ///   - paragraphs: that about paragraphs (PlcBtePapx).
  init(_ stream: Octets, characters: Octets?, paragraphs: Octets?) {
    for page in Self.pages(characters) {
      guard let page = stream.part(page * Self.page, Self.page), let runs = page.u8(511) else { continue }
      for run in 0..<runs {
        guard let range = Self.range(page, run), let place = page.u8((runs + 1) * 4 + run), place > 0,
          let size = page.u8(place * 2), let list = page.part(place * 2 + 1, size)
        else { continue }
        Self.each(list) { code, value in
          // Two is "as the style", 0x80 and 0x81 depend on it: what styles hide is rare, and is not followed.
          if code == Self.hiddenText, value == 1 { hidden.append(range) }
          if code == Self.deletedText, value == 1 { deleted.append(range) }
        }
      }
    }
    for page in Self.pages(paragraphs) {
      guard let page = stream.part(page * Self.page, Self.page), let runs = page.u8(511) else { continue }
      for run in 0..<runs {
        guard let range = Self.range(page, run), let place = page.u8((runs + 1) * 4 + run * 13), place > 0,
          let size = page.u8(place * 2)
        else { continue }
        // PapxInFkp (§2.9.175): words of two bytes, the first of them the style's number.
        let list =
          size > 0
          ? page.part(place * 2 + 3, size * 2 - 3) : page.part(place * 2 + 4, (page.u8(place * 2 + 1) ?? 1) * 2 - 2)
        guard let list else { continue }
        Self.each(list) { code, value in
          if Self.rowEnd.contains(code), value == 1 { rowEnds.append(range) }
          if code == Self.inTable, value == 1 { inTables.append(range) }
        }
      }
    }
    hidden.sort { $0.lowerBound < $1.lowerBound }
    deleted.sort { $0.lowerBound < $1.lowerBound }
    rowEnds.sort { $0.lowerBound < $1.lowerBound }
    inTables.sort { $0.lowerBound < $1.lowerBound }
  }

  private static func pages(_ table: Octets?) -> [Int] {
    guard let table, table.count >= 12 else { return [] }
    let count = min((table.count - 4) / 8, limit)
    return (0..<count).compactMap { index in
      table.u32((count + 1) * 4 + index * 4).map { $0 & 0x3F_FFFF }
    }
  }

  private static func range(_ page: Octets, _ run: Int) -> Range<Int>? {
    guard let start = page.u32(run * 4), let end = page.u32(run * 4 + 4), end > start else { return nil }
    return start..<end
  }

  /// Goes through single property modifiers (§2.2.5.1), whose three upper bits tell the size of the operand.
  private static func each(_ list: Octets, _ body: (Int, Int) -> Void) {
    var place = 0
    while let code = list.u16(place) {
      place += 2
      body(code, list.u8(place) ?? 0)
      switch code >> 13 {
      case 0, 1: place += 1
      case 2, 4, 5: place += 2
      case 3: place += 4
      case 7: place += 3
      // sprmTDefTable has two bytes of size; that of sprmPChgTabs may be 255 for "see within".
      case 6 where code == 0xD608: place += 1 + (list.u16(place) ?? 1)
      case 6 where code == 0xC615 && list.u8(place) == 255: return
      default: place += 1 + (list.u8(place) ?? 0)
      }
    }
  }

  static func contains(_ ranges: [Range<Int>], _ place: Int) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= place { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(place)
  }
}
