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
  /// One more than the number of a key; 0 is free.
  private var slots: [UInt32] = []
  private let shift: UInt64
  /// Hashes of keys that are open, so that hardly any other beginning is looked up.
  private var openFilter = [UInt64](repeating: 0, count: 1 << (Self.filterBits - 6))
  /// Those that begin beyond ASCII.
  private(set) var foreign: [(bytes: [UInt8], number: UInt32)] = []
  /// No key is longer.
  private(set) var longestKey = 0

  fileprivate static let filterBits: UInt64 = 15
  private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

  @inline(__always) static func extended(_ hash: UInt64, by byte: UInt8) -> UInt64 {
    (hash &+ UInt64(byte) &+ 1) &* factor
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
      let hash = key.reduce(0) { Self.extended($0, by: $1) }
      if !group.open.isEmpty {
        let bit = hash >> (64 - Self.filterBits)
        openFilter[Int(bit >> 6)] |= 1 << (bit & 63)
      }
      var slot = Int(hash >> shift)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      keys.append(entry)
      slots[slot] = UInt32(keys.count)
      longestKey = max(longestKey, key.count)
    }
  }

  /// The table's memory, for a loop over a text.
  struct View {
    fileprivate let bytes: UnsafeBufferPointer<UInt8>
    fileprivate let keys: UnsafeBufferPointer<Key>
    fileprivate let items: UnsafeBufferPointer<Item>
    fileprivate let slots: UnsafeBufferPointer<UInt32>
    fileprivate let filter: UnsafeBufferPointer<UInt64>
    fileprivate let shift: UInt64
    let longestKey: Int

    @inline(__always) func mayBeOpen(_ hash: UInt64) -> Bool {
      let bit = hash >> (64 - SoughtWords.filterBits)
      return filter[Int(bit >> 6)] & (1 << (bit & 63)) != 0
    }

    /// What is sought where a run begins whose first bytes have a hash.
    /// - Parameter isOpen: the run goes on, or may.
    @inline(__always) func find(
      _ hash: UInt64, _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ length: Int, isOpen: Bool,
      _ body: (_ number: UInt32, _ end: Int) -> Void
    ) {
      var slot = Int(hash >> shift)
      while slots[slot] != 0 {
        let key = keys[Int(slots[slot]) - 1]
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
        slot = (slot + 1) & (slots.count - 1)
      }
    }

    @inline(__always) private func equal(
      _ at: Int, _ length: Int, _ text: UnsafeBufferPointer<UInt8>, _ place: Int
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
            openFilter.withUnsafeBufferPointer { filter in
              body(
                View(
                  bytes: bytes, keys: keys, items: items, slots: slots, filter: filter, shift: shift,
                  longestKey: longestKey))
            }
          }
        }
      }
    }
  }
}
