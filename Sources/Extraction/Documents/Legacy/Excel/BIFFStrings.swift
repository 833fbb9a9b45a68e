/// Strings of Excel's binary formats ([MS-XLS] §2.5.294, §2.5.293; Excel 5.0: bytes of a code page).
struct BIFFStrings {
  /// 8 for Excel 97 to 2003, 5 for Excel 5.0 and 95, 2 to 4 before.
  var version = 8
  var charset = "windows-1252"

  /// A string with its count in front of it.
  /// - Parameter wide: the count has two bytes, not one.
  func string(_ record: Octets, at place: Int, wideCount: Bool = true) -> String? {
    guard let count = wideCount ? record.u16(place) : record.u8(place) else { return nil }
    return characters(record, at: place + (wideCount ? 2 : 1), count: count)
  }

  /// So many characters; in Excel 97 a byte of flags stands before them. As many as are there when the record is cut.
  func characters(_ record: Octets, at place: Int, count: Int) -> String? {
    guard version >= 8 else {
      let rest = record.from(place)
      return rest.part(0, min(count, rest.count))?.text(charset)
    }
    if count == 0 { return "" }
    guard let flags = record.u8(place) else { return nil }
    var start = place + 1
    if flags & 8 != 0 { start += 2 }
    if flags & 4 != 0 { start += 4 }
    let rest = record.from(start)
    if flags & 1 != 0 { return rest.part(0, min(count * 2, rest.count & ~1))?.utf16 }
    return rest.part(0, min(count, rest.count))?.latin
  }
}

/// Reads the table of shared strings (SST), which goes over several records ([MS-XLS] §2.4.265). Where a record ends
/// within a string's characters, the next begins with a byte that says their width anew.
struct BIFFSharedStrings {
  private let pieces: [Octets]
  private var piece = 0
  private var place = 0

  /// - Parameter pieces: the SST record and the CONTINUE records after it.
  static func read(_ pieces: [Octets], limit: Int) -> [String] {
    var reader = BIFFSharedStrings(pieces: pieces)
    guard let first = pieces.first, let count = first.u32(4) else { return [] }
    reader.place = 8
    var strings: [String] = []
    // A string has at least three bytes.
    strings.reserveCapacity(min(count, pieces.reduce(0) { $0 + $1.count } / 3))
    while strings.count < min(count, limit), let string = reader.next() { strings.append(string) }
    return strings
  }

  private init(pieces: [Octets]) { self.pieces = pieces }

  private mutating func byte() -> Int? {
    while piece < pieces.count {
      if let byte = pieces[piece].u8(place) {
        place += 1
        return byte
      }
      piece += 1
      place = 0
    }
    return nil
  }

  private mutating func number(_ bytes: Int) -> Int? {
    var value = 0
    for index in 0..<bytes {
      guard let byte = byte() else { return nil }
      value |= byte << (8 * index)
    }
    return value
  }

  private mutating func skip(_ count: Int) {
    var left = count
    while left > 0, piece < pieces.count {
      let here = min(left, pieces[piece].count - place)
      place += here
      left -= here
      if left > 0 {
        piece += 1
        place = 0
      }
    }
  }

  private mutating func next() -> String? {
    guard let count = number(2), var flags = byte() else { return nil }
    let runs = flags & 8 != 0 ? number(2) ?? 0 : 0
    let extra = flags & 4 != 0 ? number(4) ?? 0 : 0
    var units: [UInt16] = []
    units.reserveCapacity(count)
    while units.count < count, piece < pieces.count {
      if place >= pieces[piece].count {
        piece += 1
        place = 0
        guard piece < pieces.count, let width = pieces[piece].u8(0) else { return nil }
        flags = flags & ~1 | width & 1
        place = 1
        continue
      }
      if flags & 1 == 0 {
        units.append(UInt16(pieces[piece].u8(place) ?? 0))
        place += 1
      } else {
        guard let unit = pieces[piece].u16(place) else {
          place = pieces[piece].count
          continue
        }
        units.append(UInt16(unit))
        place += 2
      }
    }
    skip(runs * 4 + extra)
    return String(decoding: units, as: UTF16.self)
  }
}
