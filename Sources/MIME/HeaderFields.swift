/// The fields of one header block, as they stand (RFC 5322 §2.2), with what a strict reader would leave out.
struct HeaderFields {
  struct Field {
    /// Lower case.
    var name: String
    /// As written after the colon, folds, NULs and the line end removed.
    var value: [UInt8]
    /// White space stood between name and colon: some programs take the field, others do not.
    var hasSpaceBeforeColon: Bool
  }

  var fields: [Field] = []
  /// Lines that are no fields; some programs take them for the start of the body.
  var strays: [[UInt8]] = []
  var hasNUL = false
  /// True when the limit cut the block.
  var isCut = false

  /// Reads the fields in `block`, at most `limit` bytes of it.
  init(_ whole: UnsafeRawBufferPointer, limit: Int) {
    let block = UnsafeRawBufferPointer(rebasing: whole.prefix(limit))
    isCut = whole.count > block.count
    hasNUL = block.index(of: 0, from: 0) != nil
    var place = 0
    while place < block.count {
      var (end, next) = block.line(from: place)
      if end == place {
        place = next
        continue
      }
      let start = place
      // Folded lines belong to the field (RFC 5322 §2.2.3).
      while next < block.count, block[next].isBlank {
        (end, next) = block.line(from: next)
      }
      place = next
      add(UnsafeRawBufferPointer(rebasing: block[start..<end]))
    }
  }

  private mutating func add(_ line: UnsafeRawBufferPointer) {
    guard let colon = line.index(of: 0x3A, from: 0), colon > 0 else {
      strays.append(line.filter { $0 != 0 })
      return
    }
    var nameEnd = colon
    while nameEnd > 0, line[nameEnd - 1].isBlank { nameEnd -= 1 }
    let name = line[..<nameEnd].filter { $0 != 0 }
    // Printable ASCII without a space (RFC 5322 §3.6.8), or UTF-8 as careless programs write it.
    guard !name.isEmpty, !name.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
      strays.append(line.filter { $0 != 0 })
      return
    }
    var value: [UInt8] = []
    value.reserveCapacity(line.count - colon)
    for byte in line[(colon + 1)...] where byte != 0x0A && byte != 0 { value.append(byte == 0x0D ? 0x20 : byte) }
    while let last = value.last, last.isSpace { value.removeLast() }
    if let first = value.firstIndex(where: { !$0.isSpace }), first > 0 { value.removeFirst(first) }
    fields.append(
      Field(
        name: String(decoding: name.map(\.lowercased), as: UTF8.self), value: value,
        hasSpaceBeforeColon: nameEnd != colon))
  }

  /// All values of a field, in order.
  func all(_ name: String) -> [[UInt8]] { fields.filter { $0.name == name }.map(\.value) }
  func first(_ name: String) -> [UInt8]? { fields.first { $0.name == name }?.value }

  /// Where the body begins when the header begins at `start`: after the first empty line.
  static func end(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var place = start
    while place < bytes.count {
      let (end, next) = bytes.line(from: place)
      if end == place { return next }
      place = next
    }
    return bytes.count
  }
}
