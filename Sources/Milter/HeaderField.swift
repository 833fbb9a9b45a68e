/// One header field as Postfix handed it over: raw bytes, which need not be ASCII nor UTF-8.
public struct HeaderField: Hashable, Sendable {
  /// As it was written, without the colon.
  public var name: [UInt8]
  /// All that follows the colon, with leading white space and folding; a fold is CR LF and white space.
  public var value: [UInt8]

  public init(name: [UInt8], value: [UInt8]) {
    self.name = name
    self.value = value
  }

  /// Whether this is the field `other`, without regard to ASCII case (RFC 5322 §1.2.2).
  public func isNamed(_ other: String) -> Bool {
    let wanted = other.utf8
    guard wanted.count == name.count else { return false }
    return zip(name, wanted).allSatisfy { ours, theirs in ours.loweredASCII == theirs.loweredASCII }
  }

  /// The value unfolded (RFC 5322 §2.2.3) and without white space around it; bytes that are not UTF-8 show as U+FFFD.
  public var text: String {
    let unfolded = value.filter { $0 != 0x0D && $0 != 0x0A }
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    guard let first = unfolded.firstIndex(where: { !isSpace($0) }),
      let last = unfolded.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(decoding: unfolded[first...last], as: UTF8.self)
  }
}

extension UInt8 {
  fileprivate var loweredASCII: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}
