import Normalisation

/// What is looked up at every word of a text: the last words of all phrases, and the openings of expressions. It finds
/// what a search for literals would find, in one hash for each run of letters and digits.
///
/// A run here is of ASCII letters and digits in folded text. What is sought begins where a run begins; it may go on
/// behind it ("d.o.b", "parents'"), and what is open is also found where the run goes on.
struct SoughtWords: Sendable {
  struct Sought: Sendable {
    var bytes: [UInt8]
    var isOpen: Bool
  }

  /// One thing sought under a key, with what must follow the key's run.
  struct Item: Sendable {
    var number: UInt32
    var restStart: UInt32
    var restLength: UInt32
    /// All of it, in bytes.
    var length: UInt32
  }

  fileprivate struct Key: Sendable {
    var start: UInt32 = 0
    var length: UInt32 = 0
    var exact: Range<UInt32> = 0..<0
    var open: Range<UInt32> = 0..<0
  }

  private var bytes: [UInt8] = []
  private var keys: [Key] = []
  private var items: [Item] = []
  /// One more than the number of a key, and bits of its hash; 0 is free.
  private var slots: [UInt32] = []
  private let shift: UInt64
  private var beginnings = OpenBeginnings()
  /// Those that begin beyond ASCII.
  private(set) var foreign: [(bytes: [UInt8], number: UInt32)] = []
  /// No key is longer.
  private(set) var longestKey = 0

  private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
  /// Bits of a slot that number a key; the others are of its hash, so that hardly any other word is compared with it.
  fileprivate static let numberBits: UInt32 = 20

  /// The hash of a run, eight bytes after eight; what lacks in the last ones is 0.
  @inline(__always) static func extended(_ hash: UInt64, by bytes: UInt64) -> UInt64 { (hash ^ bytes) &* factor }

  private static func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes { hash($0, 0, $0.count) }
  }

  fileprivate static func hash(_ text: UnsafeRawBufferPointer, _ start: Int, _ length: Int) -> UInt64 {
    var hash: UInt64 = 0
    var at = 0
    while at < length {
      hash = extended(hash, by: EightBytes.first(min(8, length - at), of: EightBytes.load(text, start + at)))
      at += 8
    }
    return hash
  }

  @inline(__always) fileprivate static func mark(_ hash: UInt64, _ shift: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: hash &>> (shift &- 12)) << numberBits
  }

  init(_ sought: [Sought]) {
    var groups: [[UInt8]: (exact: [Item], open: [Item])] = [:]
    var order: [[UInt8]] = []
    var rests: [UInt8] = []
    for (number, one) in sought.enumerated() {
      let key = Array(one.bytes.prefix { TextBytes.isRunByte($0) })
      guard !key.isEmpty else {
        foreign.append((one.bytes, UInt32(number)))
        continue
      }
      let rest = one.bytes[key.count...]
      let item = Item(
        number: UInt32(number), restStart: UInt32(rests.count), restLength: UInt32(rest.count),
        length: UInt32(one.bytes.count))
      rests += rest
      if groups[key] == nil { order.append(key) }
      if rest.isEmpty, one.isOpen {
        groups[key, default: ([], [])].open.append(item)
      } else {
        groups[key, default: ([], [])].exact.append(item)
      }
    }
    precondition(order.count < 1 << Self.numberBits, "rule files hold fewer than a million words")
    bytes = rests
    var bits: UInt64 = 4
    while 1 << bits < order.count * 4 { bits += 1 }
    shift = 64 - bits
    slots = [UInt32](repeating: 0, count: 1 << Int(bits))
    for key in order {
      guard let group = groups[key] else { continue }
      var entry = Key(start: UInt32(bytes.count), length: UInt32(key.count))
      bytes += key
      // Shorter ones end first.
      items += group.exact.sorted { $0.length < $1.length }
      entry.exact = UInt32(items.count - group.exact.count)..<UInt32(items.count)
      items += group.open
      entry.open = UInt32(items.count - group.open.count)..<UInt32(items.count)
      if !group.open.isEmpty { beginnings.add(key) }
      let hash = Self.hash(key)
      var slot = Int(hash >> shift)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      keys.append(entry)
      slots[slot] = UInt32(keys.count) | Self.mark(hash, shift)
      longestKey = max(longestKey, key.count)
    }
  }

  /// The table's memory, for a loop over a text.
  struct View {
    fileprivate let bytes: UnsafeBufferPointer<UInt8>
    fileprivate let keys: UnsafeBufferPointer<Key>
    fileprivate let items: UnsafeBufferPointer<Item>
    fileprivate let slots: UnsafeBufferPointer<UInt32>
    fileprivate let shift: UInt64
    fileprivate let beginnings: OpenBeginnings.View
    let longestKey: Int

    /// What is sought where a run begins.
    /// - Parameters:
    ///   - first: its first eight bytes, 0 behind its end.
    ///   - hash: of all of it.
    @inline(__always) func find(
      _ first: UInt64, _ hash: UInt64, _ text: UnsafeRawBufferPointer, _ start: Int, _ length: Int,
      _ body: (_ number: UInt32, _ end: Int) -> Void
    ) {
      var lengths = beginnings.lengths(first, length)
      while lengths != 0 {
        let open = lengths.trailingZeroBitCount
        lengths &= lengths &- 1
        guard open < OpenBeginnings.longest else {
          for long in stride(from: open, through: min(length, longestKey), by: 1) {
            find(SoughtWords.hash(text, start, long), text, start, long, isOpen: true, body)
          }
          break
        }
        let beginning =
          open <= 8
          ? SoughtWords.extended(0, by: EightBytes.first(open, of: first)) : SoughtWords.hash(text, start, open)
        find(beginning, text, start, open, isOpen: true, body)
      }
      if length <= longestKey { find(hash, text, start, length, isOpen: false, body) }
    }

    @inline(__always) private func find(
      _ hash: UInt64, _ text: UnsafeRawBufferPointer, _ start: Int, _ length: Int, isOpen: Bool,
      _ body: (_ number: UInt32, _ end: Int) -> Void
    ) {
      var slot = Int(hash >> shift)
      let mark = SoughtWords.mark(hash, shift)
      while slots[slot] != 0 {
        if (slots[slot] ^ mark) >> SoughtWords.numberBits == 0 {
          let key = keys[Int(slots[slot] & (1 << SoughtWords.numberBits - 1)) - 1]
          if Int(key.length) == length, equal(Int(key.start), length, text, start) {
            for number in isOpen ? key.open : key.exact {
              let item = items[Int(number)]
              let end = start + Int(item.length)
              guard
                item.restLength == 0
                  || end <= text.count && equal(Int(item.restStart), Int(item.restLength), text, start + length)
              else { continue }
              body(item.number, end)
            }
            return
          }
        }
        slot = (slot + 1) & (slots.count - 1)
      }
    }

    @inline(__always) private func equal(
      _ at: Int, _ length: Int, _ text: UnsafeRawBufferPointer, _ place: Int
    ) -> Bool {
      for offset in 0..<length where bytes[at + offset] != text[place + offset] { return false }
      return true
    }
  }

  func withView<T>(_ body: (View) -> T) -> T {
    bytes.withUnsafeBufferPointer { bytes in
      keys.withUnsafeBufferPointer { keys in
        items.withUnsafeBufferPointer { items in
          slots.withUnsafeBufferPointer { slots in
            beginnings.withView { beginnings in
              body(
                View(
                  bytes: bytes, keys: keys, items: items, slots: slots, shift: shift, beginnings: beginnings,
                  longestKey: longestKey))
            }
          }
        }
      }
    }
  }
}
