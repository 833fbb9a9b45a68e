/// One look at each byte of a run of text, from which all later ones know where to look at all: which sought words stand
/// in it, where digits, "@" and ":" are, and whether letters were spaced out.
struct TextSurvey {
  /// What was sought and found, by end within each run of letters and digits.
  private(set) var reports: [ScanReport] = []
  private(set) var digits: [Range<Int>] = []
  private(set) var atSigns: [Range<Int>] = []
  private(set) var colons: [Range<Int>] = []
  /// So many letters that stand alone follow one another, at most.
  private(set) var loneLetters = 0
  private(set) var wasCut = false

  /// Reports of one run of text; a run with more is cut there, and that is said.
  private static let reportBound = 1 << 18

  private static let letter: UInt8 = 1
  private static let digit: UInt8 = 2
  private static let atSign: UInt8 = 4
  private static let colon: UInt8 = 8
  private static let foreign: UInt8 = 16

  /// What each byte is.
  private let classes: [UInt8] = (0...255).map { byte in
    switch UInt8(byte) {
    case 0x61...0x7A: Self.letter
    case 0x30...0x39: Self.digit
    case 0x40: Self.atSign
    case 0x3A: Self.colon
    case 0x80...0xFF: Self.foreign
    default: 0
    }
  }

  mutating func read(_ text: UnsafeBufferPointer<UInt8>, _ sought: SoughtWords) {
    reports.removeAll(keepingCapacity: true)
    digits.removeAll(keepingCapacity: true)
    atSigns.removeAll(keepingCapacity: true)
    colons.removeAll(keepingCapacity: true)
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
    let inRun = Self.letter | Self.digit
    var at = 0
    var alone = 0
    while at < text.count {
      let sort = classes[Int(text[at])]
      guard sort & inRun != 0 else {
        if sort != 0 { mark(sort, at, text, foreign) }
        at += 1
        continue
      }
      let start = at
      var hash: UInt64 = 0
      var hasDigit = false
      while at < text.count {
        let byte = text[at]
        let sort = classes[Int(byte)]
        guard sort & inRun != 0 else { break }
        if sort == Self.digit { hasDigit = true }
        hash = SoughtWords.extended(hash, by: byte)
        at += 1
        if view.mayBeOpen(hash), at - start <= view.longestKey {
          view.find(hash, text, start, at - start, isOpen: true) { note($0, $1) }
        }
      }
      if at - start <= view.longestKey {
        view.find(hash, text, start, at - start, isOpen: false) { note($0, $1) }
      }
      if hasDigit { markDigits(start..<at, text) }
      alone = at - start == 1 && !hasDigit ? alone + 1 : 0
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
    default:
      guard !foreign.isEmpty, at == 0 || !TextBytes.isRunByte(text[at - 1]) else { return }
      for one in foreign where TextBytes.equal(text, at, one.bytes) { note(one.number, at + one.bytes.count) }
    }
  }
}
