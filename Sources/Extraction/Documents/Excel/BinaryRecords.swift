/// Records one after another: a number, a length, and fields ([MS-XLSB] §2.1.4).
struct BinaryRecords: Sequence, IteratorProtocol {
  /// The records that are read (§2.3.2); all others are passed over.
  enum Kind: Int {
    case row = 0
    case rational = 2
    case boolean = 4
    case real = 5
    case text = 6
    case shared = 7
    case formulaText = 8
    case formulaNumber = 9
    case formulaBoolean = 10
    case sharedString = 19
    case format = 44
    case cellFormat = 47
    case columns = 60
    case richText = 62
    case workbookProperties = 153
    case bundledSheet = 156
    case sheetProtection = 535
    case beginCellFormats = 617
    case endCellFormats = 618
    case commentText = 637
  }

  struct Record {
    /// Nil for one that is not read.
    var type: Kind?
    var fields: Fields
  }

  /// Fields, small end first; beyond the record's end all are zero or empty.
  struct Fields {
    fileprivate var rest: ArraySlice<UInt8>

    mutating func skip(_ count: Int) { rest = rest.dropFirst(count) }
    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }
    mutating func half() -> Int { Int(byte()) | Int(byte()) << 8 }
    mutating func number() -> Int { half() | half() << 16 }
    mutating func real() -> Double {
      let low = UInt64(number())
      return Double(bitPattern: low | UInt64(number()) << 32)
    }

    /// §2.5.122: thirty bits of a number, perhaps a whole one, perhaps a hundredth.
    mutating func rational() -> Double {
      let word = UInt32(number())
      let value =
        word & 2 != 0 ? Double(Int32(bitPattern: word) >> 2) : Double(bitPattern: UInt64(word & ~3) << 32)
      return word & 1 != 0 ? value / 100 : value
    }

    /// §2.5.168: a count, then UTF-16. A count of all ones is no text.
    mutating func string() -> String {
      let count = number()
      guard count > 0, count <= rest.count / 2 else { return "" }
      let units = rest.prefix(count * 2)
      rest = rest.dropFirst(count * 2)
      var text: [UInt16] = []
      text.reserveCapacity(count)
      var place = units.startIndex
      while place + 1 < units.endIndex {
        text.append(UInt16(units[place]) | UInt16(units[place + 1]) << 8)
        place += 2
      }
      return String(decoding: text, as: UTF16.self)
    }
  }

  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> Record? {
    guard let type = number(most: 2), let size = number(most: 4), size <= bytes.count - place else { return nil }
    defer { place += size }
    return Record(type: Kind(rawValue: type), fields: Fields(rest: bytes[place..<place + size]))
  }

  /// Seven bits a byte, the small end first.
  private mutating func number(most: Int) -> Int? {
    var value = 0
    for index in 0..<most {
      guard place < bytes.count else { return nil }
      let byte = bytes[place]
      place += 1
      value |= Int(byte & 0x7F) << (7 * index)
      if byte & 0x80 == 0 { break }
    }
    return value
  }
}
