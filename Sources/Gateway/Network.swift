import Glibc

/// An IP network in CIDR notation (RFC 4632, RFC 4291 §2.3).
public struct Network: Sendable, Hashable {
  private let bytes: [UInt8]
  private let length: Int

  /// - Parameter text: "10.0.0.0/8", "2001:db8::/32", or a single address.
  /// - Returns: nil when `text` is neither, or its prefix is longer than the address.
  public init?(_ text: String) {
    let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = Self.bytes(of: String(halves[0])) else { return nil }
    if halves.count == 2 {
      guard let prefix = Int(halves[1]), (0...address.count * 8).contains(prefix) else { return nil }
      length = prefix
    } else {
      length = address.count * 8
    }
    bytes = address
  }

  /// Whether an address in text form lies in this network; an IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2) counts as
  /// its IPv4 address.
  public func contains(_ address: String) -> Bool {
    guard var other = Self.bytes(of: address) else { return false }
    if other.count == 16, bytes.count == 4, other[..<10].allSatisfy({ $0 == 0 }), other[10] == 0xff, other[11] == 0xff {
      other = Array(other[12...])
    }
    guard other.count == bytes.count else { return false }
    let whole = length / 8
    guard bytes[..<whole] == other[..<whole] else { return false }
    let rest = length % 8
    return rest == 0 || (bytes[whole] ^ other[whole]) >> (8 - rest) == 0
  }

  private static func bytes(of text: String) -> [UInt8]? {
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
    var six = in6_addr()
    if inet_pton(AF_INET6, text, &six) == 1 { return withUnsafeBytes(of: six) { Array($0) } }
    return nil
  }
}
