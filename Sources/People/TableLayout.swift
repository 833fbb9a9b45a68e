/// How a people table lies in its memory file: a header of 64-bit words, then sections that begin at multiples of 8.
enum TableLayout {
  static let magic: UInt64 = 0x3230_4E52_5453_4F50  // "POSTRN02"

  enum Section: Int, CaseIterable {
    case kinds, forms, years, slots, postings, starts
    case childStarts, children, guardianStarts, guardians, firstNameStarts, firstNames
    case ordinaryWords, commonFirstNames, commonSurnames, formSet, titles, followers
  }

  /// Magic, two words of key, number of people, then offset and size in bytes of each section.
  static let headerWords = 4 + Section.allCases.count * 2

  /// A slot: 32 bits that tell keys apart, and the place of the key's first posting, plus one. 0 is free.
  static func slot(_ key: UInt64, posting: Int) -> UInt64 { key << 32 | UInt64(posting + 1) }

  /// The first slot to try. It uses the high bits of the key, so that the low ones stay for telling apart.
  static func place(_ key: UInt64, of slots: Int) -> Int { Int(key.multipliedFullWidth(by: UInt64(slots)).high) }

  /// A posting: bit 31 for the last of its key, 4 bits of tag, 27 bits of person.
  static let lastBit: UInt32 = 1 << 31
  static let mostPeople = 1 << 27
  static func posting(_ person: UInt32, _ tag: UInt8) -> UInt32 { person | UInt32(tag & 15) << 27 }
  static func person(_ posting: UInt32) -> UInt32 { posting & (1 << 27 - 1) }
  static func tag(_ posting: UInt32) -> UInt8 { UInt8(posting >> 27 & 15) }

  /// Tags beyond those of `NameForm`.
  static let address: UInt8 = 12
  static let upn: UInt8 = 13
  static let birth: UInt8 = 14

  /// Bits of the filter of tokens that begin a name, and of the filter of those that stand further back in one.
  static let startBits = 1 << 20
  static func startBit(_ hash: UInt64, _ probe: Int) -> Int {
    Int(truncatingIfNeeded: hash >> (probe == 0 ? 0 : 32)) & (startBits - 1)
  }
}
