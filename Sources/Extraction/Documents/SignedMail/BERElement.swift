/// One element of ASN.1 in its basic encoding (X.690 §8.1): a tag, a length, and what is in it.
struct BERElement {
  let tag: UInt8
  let content: ArraySlice<UInt8>

  var isConstructed: Bool { tag & 0x20 != 0 }

  enum Tag {
    static let octets: UInt8 = 0x04
    static let identifier: UInt8 = 0x06
    static let sequence: UInt8 = 0x30
    /// [0], constructed.
    static let first: UInt8 = 0xA0
  }

  private static let depth = 32

  /// Takes the element at the front of `bytes`. Nil when it is damaged.
  static func take(_ bytes: inout ArraySlice<UInt8>, depth: Int = 0) -> BERElement? {
    guard depth < Self.depth, bytes.count >= 2 else { return nil }
    let tag = bytes[bytes.startIndex]
    // No element of a signed message has a tag of several bytes.
    guard tag & 0x1F != 0x1F else { return nil }
    let first = bytes[bytes.startIndex + 1]
    var rest = bytes.dropFirst(2)
    if first == 0x80 {
      // Without a length it ends with an empty element (§8.1.3.6).
      let start = rest
      while rest.count >= 2 {
        if rest[rest.startIndex] == 0, rest[rest.startIndex + 1] == 0 {
          let content = start[start.startIndex..<rest.startIndex]
          bytes = rest.dropFirst(2)
          return BERElement(tag: tag, content: content)
        }
        guard take(&rest, depth: depth + 1) != nil else { return nil }
      }
      return nil
    }
    var length = Int(first)
    if first > 0x80 {
      let count = Int(first & 0x7F)
      guard count <= 6, rest.count >= count else { return nil }
      length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
      rest = rest.dropFirst(count)
    }
    guard length <= rest.count else { return nil }
    bytes = rest.dropFirst(length)
    return BERElement(tag: tag, content: rest.prefix(length))
  }

  /// What a constructed element holds; what is damaged at its end is left out.
  var children: [BERElement] {
    var rest = content
    var found: [BERElement] = []
    while found.count < 100_000, let child = Self.take(&rest) { found.append(child) }
    return found
  }

  /// The bytes of an octet string, which may be in pieces (§8.7).
  func octets(depth: Int = 0) -> [UInt8] {
    guard isConstructed, depth < Self.depth else { return Array(content) }
    return children.flatMap { $0.octets(depth: depth + 1) }
  }
}
