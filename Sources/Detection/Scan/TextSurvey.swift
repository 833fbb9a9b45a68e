import Normalisation

/// One look at each byte of a run of text, from which all later ones know where to look at all: which sought words stand
/// in it, where digits and some marks are, and whether letters were spaced out.
struct TextSurvey {
  /// What was sought and found, by end within each run of letters and digits.
  private(set) var reports: [ScanReport] = []
  private(set) var digits: [Range<Int>] = []
  private(set) var atSigns: [Range<Int>] = []
  private(set) var colons: [Range<Int>] = []
  private(set) var pluses: [Range<Int>] = []
  private(set) var signs: [Range<Int>] = []
  /// So many letters that stand alone follow one another, at most.
  private(set) var loneLetters = 0
  private(set) var wasCut = false

  /// Reports of one run of text; a run with more is cut there, and that is said.
  private static let reportBound = 1 << 18

  private static let atSign: UInt8 = 1
  private static let colon: UInt8 = 2
  private static let plus: UInt8 = 3
  private static let foreign: UInt8 = 4

  /// The first byte of "£", "§" and the other signs of Latin-1.
  static let signStart: UInt8 = 0xC2

  /// What each byte is that belongs to no run of letters and digits.
  private let classes: [UInt8] = (0...255).map { byte in
    switch UInt8(byte) {
    case 0x40: Self.atSign
    case 0x3A: Self.colon
    case 0x2B: Self.plus
    case 0x80...0xFF: Self.foreign
    default: 0
    }
  }

  mutating func read(_ text: UnsafeBufferPointer<UInt8>, _ sought: SoughtWords) {
    reports.removeAll(keepingCapacity: true)
    digits.removeAll(keepingCapacity: true)
    atSigns.removeAll(keepingCapacity: true)
    colons.removeAll(keepingCapacity: true)
    pluses.removeAll(keepingCapacity: true)
    signs.removeAll(keepingCapacity: true)
    loneLetters = 0
    wasCut = false
    classes.withUnsafeBufferPointer { classes in
      sought.withView { view in read(text, classes, view, sought.foreign) }
    }
    if reports.count >= Self.reportBound { wasCut = true }
  }

  /// Whether so many digits stand within reach of a place.
  func hasDigits(_ wanted: Int, around place: Range<Int>, reach: Int) -> Bool {
    guard wanted > 0 else { return true }
    var low = 0
    var high = digits.count
    while low < high {
      let middle = (low + high) / 2
      if digits[middle].upperBound <= place.lowerBound - reach { low = middle + 1 } else { high = middle }
    }
    var found = 0
    while low < digits.count, digits[low].lowerBound < place.upperBound + reach {
      found += digits[low].count
      if found >= wanted { return true }
      low += 1
    }
    return false
  }

  private mutating func read(
    _ text: UnsafeBufferPointer<UInt8>, _ classes: UnsafeBufferPointer<UInt8>, _ view: SoughtWords.View,
    _ foreign: [(bytes: [UInt8], number: UInt32)]
  ) {
    let bytes = UnsafeRawBufferPointer(text)
    var at = 0
    var alone = 0
    while at < text.count {
      let first = EightBytes.load(bytes, at)
      var digits = EightBytes.digits(first)
      var length = EightBytes.leading(EightBytes.letters(first) | digits)
      guard length > 0 else {
        let sort = classes[Int(text[at])]
        if sort != 0 { mark(sort, at, text, foreign) }
        at += 1
        continue
      }
      let start = at
      let beginning = EightBytes.first(length, of: first)
      var hash = SoughtWords.extended(0, by: beginning)
      digits = EightBytes.first(length, of: digits)
      at += length
      while length == 8 {
        let next = EightBytes.load(bytes, at)
        let more = EightBytes.digits(next)
        length = EightBytes.leading(EightBytes.letters(next) | more)
        guard length > 0 else { break }
        hash = SoughtWords.extended(hash, by: EightBytes.first(length, of: next))
        digits |= EightBytes.first(length, of: more)
        at += length
      }
      view.find(beginning, hash, bytes, start, at - start) { note($0, $1) }
      if digits != 0 { markDigits(start..<at, text) }
      alone = at - start == 1 && digits == 0 ? alone + 1 : 0
      loneLetters = max(loneLetters, alone)
      guard reports.count < Self.reportBound else { return }
    }
  }

  @inline(__always) private mutating func note(_ number: UInt32, _ end: Int) {
    reports.append(ScanReport(number: number, end: UInt32(end)))
  }

  private mutating func markDigits(_ run: Range<Int>, _ text: UnsafeBufferPointer<UInt8>) {
    var at = run.lowerBound
    while at < run.upperBound {
      guard TextBytes.isDigit(text[at]) else {
        at += 1
        continue
      }
      let start = at
      while at < run.upperBound, TextBytes.isDigit(text[at]) { at += 1 }
      digits.append(start..<at)
    }
  }

  private mutating func mark(
    _ sort: UInt8, _ at: Int, _ text: UnsafeBufferPointer<UInt8>, _ foreign: [(bytes: [UInt8], number: UInt32)]
  ) {
    switch sort {
    case Self.atSign: atSigns.append(at..<(at + 1))
    case Self.colon: colons.append(at..<(at + 1))
    case Self.plus: pluses.append(at..<(at + 1))
    default:
      if text[at] == Self.signStart { signs.append(at..<(at + 1)) }
      guard !foreign.isEmpty, at == 0 || !TextBytes.isRunByte(text[at - 1]) else { return }
      for one in foreign where TextBytes.equal(text, at, one.bytes) { note(one.number, at + one.bytes.count) }
    }
  }
}
