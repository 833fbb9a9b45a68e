/// Where a Word document's characters lie in its stream: the piece table ([MS-DOC] §2.4.1, §2.8.35).
struct WordPieces {
  /// Characters that follow one another in the stream.
  struct Piece {
    /// The first character's number, and their count.
    var start: Int
    var count: Int
    /// Bytes into the stream.
    var place: Int
    /// Two bytes a character, else one.
    var isWide: Bool
  }

  private(set) var pieces: [Piece] = []
  private static let limit = 1 << 20

  /// A document that was never saved in pieces: one after another (Word 6 and 95).
  init(place: Int, count: Int) { pieces = [Piece(start: 0, count: count, place: place, isWide: false)] }

  /// - Parameter table: the CLX: properties of pieces, then the pieces. Nil when it is damaged.
  init?(_ table: Octets, isOld: Bool = false) {
    var place = 0
    // Prc (§2.9.209): properties that pieces refer to.
    while table.u8(place) == 1, let size = table.u16(place + 1) { place += 3 + size }
    guard table.u8(place) == 2, let size = table.u32(place + 1), let plc = table.part(place + 5, size) else {
      return nil
    }
    // Positions of four bytes, one more than there are descriptors of eight.
    let count = min((size - 4) / 12, Self.limit)
    guard size >= 16 else { return nil }
    for index in 0..<count {
      guard let start = plc.u32(index * 4), let end = plc.u32(index * 4 + 4), end > start,
        let at = plc.u32((count + 1) * 4 + index * 8 + 2)
      else { continue }
      // FcCompressed (§2.9.73).
      let isWide = !isOld && at & 0x4000_0000 == 0
      let bytes = isOld || isWide ? at & 0x3FFF_FFFF : (at & 0x3FFF_FFFF) / 2
      pieces.append(Piece(start: start, count: end - start, place: bytes, isWide: isWide))
    }
  }
}
