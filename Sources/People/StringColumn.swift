/// Many short texts in one byte buffer.
struct StringColumn: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [UInt32] = []

  var count: Int { ends.count }

  mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    ends.append(UInt32(bytes.count))
  }

  mutating func replace(last text: String) {
    ends.removeLast()
    bytes.removeLast(bytes.count - Int(ends.last ?? 0))
    append(text)
  }

  func range(_ i: Int) -> Range<Int> { (i == 0 ? 0 : Int(ends[i - 1]))..<Int(ends[i]) }

  subscript(i: Int) -> String { String(decoding: bytes[range(i)], as: UTF8.self) }

  /// nil for an empty text.
  func text(_ i: Int) -> String? { range(i).isEmpty ? nil : self[i] }

  func isEqual(_ i: Int, _ other: String.UTF8View) -> Bool { bytes[range(i)].elementsEqual(other) }

  mutating func shrink() {
    bytes = Array(bytes)
    ends = Array(ends)
  }
}

/// Texts that occur often, each kept once and named by a number; number 0 is the empty text.
struct InternedStrings: Sendable {
  private var texts = StringColumn()
  private var slots: [UInt32] = Array(repeating: 0, count: 16)

  init() { texts.append("") }

  var count: Int { texts.count }

  subscript(i: UInt32) -> String { texts[Int(i)] }

  func text(_ i: UInt32) -> String? { texts.text(Int(i)) }

  /// The number of a text that is there.
  func find(_ text: String) -> UInt32? {
    if text.isEmpty { return 0 }
    let slot = slots[place(of: text)]
    return slot == 0 ? nil : slot
  }

  mutating func intern(_ text: String) -> UInt32 {
    if let known = find(text) { return known }
    if texts.count * 3 > slots.count * 2 { grow() }
    let number = UInt32(texts.count)
    slots[place(of: text)] = number
    texts.append(text)
    return number
  }

  private func place(of text: String) -> Int {
    let mask = slots.count - 1
    var i = hash(text) & mask
    while slots[i] != 0, !texts.isEqual(Int(slots[i]), text.utf8) { i = (i + 1) & mask }
    return i
  }

  private func hash(_ text: String) -> Int {
    var hasher = Hasher()
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    return hasher.finalize()
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for number in 1..<texts.count { slots[place(of: texts[number])] = UInt32(number) }
  }
}

/// For each number from 0 on, a list of numbers, all in one buffer.
struct NumberLists: Sendable {
  private var starts: [UInt32]
  private var numbers: [UInt32]

  /// - Parameter pairs: (owner, number) in the order in which each owner's list shall stand.
  init(owners: Int, pairs: [(UInt32, UInt32)]) {
    starts = Array(repeating: 0, count: owners + 1)
    for pair in pairs { starts[Int(pair.0) + 1] += 1 }
    for i in 0..<owners { starts[i + 1] += starts[i] }
    numbers = Array(repeating: 0, count: pairs.count)
    var next = starts
    for pair in pairs {
      numbers[Int(next[Int(pair.0)])] = pair.1
      next[Int(pair.0)] += 1
    }
  }

  subscript(owner: UInt32) -> ArraySlice<UInt32> {
    guard Int(owner) + 1 < starts.count else { return [] }
    return numbers[Int(starts[Int(owner)])..<Int(starts[Int(owner) + 1])]
  }

  /// The buffers, for writing them out.
  var buffers: (starts: [UInt32], numbers: [UInt32]) { (starts, numbers) }
}
