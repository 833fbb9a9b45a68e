extension Validators {
  /// IPv4 address, RFC 1166 and RFC 6943 §3.1.1: four decimal numbers up to 255, with a prefix length (RFC 4632) where one is written.
  static let ipv4 = Validator(name: "ipv4") { matched in
    let parts = matched.split(separator: 0x2F, omittingEmptySubsequences: false)
    guard parts.count <= 2, isIPv4(parts[0]), parts.count == 1 || isPrefix(parts[1], 32) else { return nil }
    return String(decoding: matched, as: UTF8.self)
  }

  /// IPv6 address, RFC 4291 §2.2 with RFC 4007 §11 zones and RFC 4291 §2.3 prefixes; at least three groups or a digit, since
  /// "add::face" is a name in a program.
  static let ipv6 = Validator(name: "ipv6") { matched in
    guard isIPv6(matched), matched.contains(where: { (0x30...0x39).contains($0) }), matched.count > 4 else {
      return nil
    }
    return String(decoding: matched, as: UTF8.self)
  }

  /// The same, with the shortest forms `::` and `::1`.
  static let ipv6Short = Validator(name: "ipv6_short") { matched in
    isIPv6(matched) ? String(decoding: matched, as: UTF8.self) : nil
  }

  private static func isPrefix(_ bytes: ArraySlice<UInt8>, _ most: Int) -> Bool {
    guard let value = number(bytes, most: 3) else { return false }
    return value <= most
  }

  private static func number(_ bytes: ArraySlice<UInt8>, most: Int) -> Int? {
    guard (1...most).contains(bytes.count), bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return bytes.reduce(0) { $0 * 10 + Int($1) - 0x30 }
  }

  private static func isIPv4(_ bytes: ArraySlice<UInt8>) -> Bool {
    let parts = bytes.split(separator: 0x2E, omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { (number($0, most: 3) ?? 256) <= 255 }
  }

  private static func isIPv6(_ matched: [UInt8]) -> Bool {
    let parts = matched.split(separator: 0x2F, omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.count == 1 || isPrefix(parts[1], 128) else { return false }
    let zoned = parts[0].split(separator: 0x25, omittingEmptySubsequences: false)
    guard zoned.count <= 2, zoned.count == 1 || !zoned[1].isEmpty else { return false }
    let groups = zoned[0].split(separator: 0x3A, omittingEmptySubsequences: false)
    guard groups.count >= 3 else { return false }
    var width = 0
    var gaps = 0
    for (place, group) in groups.enumerated() {
      if group.isEmpty {
        // At either end "::" leaves two empty groups.
        let isOuter = place == 0 || place == groups.count - 1
        if isOuter {
          let neighbour = place == 0 ? groups[1] : groups[groups.count - 2]
          guard neighbour.isEmpty else { return false }
        } else {
          gaps += 1
        }
      } else if group.contains(0x2E) {
        guard place == groups.count - 1, isIPv4(group) else { return false }
        width += 2
      } else {
        guard group.count <= 4, group.allSatisfy({ isHex($0) }) else { return false }
        width += 1
      }
    }
    return gaps == 0 ? width == 8 : gaps == 1 && width <= 7
  }

  static func isHex(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (byte < 0x80 && (0x61...0x66).contains(byte | 0x20))
  }
}
