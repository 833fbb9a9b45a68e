public import Spool

/// A message as the next hop got it.
public struct ReceivedMessage: Hashable, Sendable {
  /// With all ESMTP parameters that the sending server passed on.
  public var envelope: Envelope
  /// The message without the doubled dots, with CR LF line ends as sent; empty if the next hop keeps envelopes only.
  public var data: [UInt8]
  /// The size of the message in bytes.
  public var size: Int
  /// The name that the sending server gave with EHLO.
  public var helo: String
  /// Counts the connections of this next hop, from 1.
  public var connection: Int

  /// The header of the message: all before the blank line, with the line end of its last field.
  public var header: ArraySlice<UInt8> { data[..<boundary] }

  /// What follows the blank line.
  public var body: ArraySlice<UInt8> { data[min(boundary + 2, data.count)...] }

  /// The message less its first `Received` fields, up to and including the one of `hostname`: as that server got it.
  public func withoutTrace(of hostname: String) -> [UInt8] {
    var rest = data[...]
    while let end = Self.endOfFirstField(rest), rest.starts(with: Array("Received:".utf8)) {
      let field = String(decoding: rest[..<end], as: UTF8.self)
      rest = rest[end...]
      if field.contains("by \(hostname) ") { break }
    }
    return Array(rest)
  }

  /// The values of all header fields of a name, unfolded, without the space around them.
  public func header(_ name: String) -> [String] {
    var found: [String] = []
    var rest = header
    while let end = Self.endOfFirstField(rest) {
      let field = rest[..<end].filter { $0 != 0x0D && $0 != 0x0A }
      if let colon = field.firstIndex(of: 0x3A),
        String(decoding: field[..<colon], as: UTF8.self).lowercased() == name.lowercased()
      {
        let value = String(decoding: field[(colon + 1)...], as: UTF8.self)
        found.append(String(value.drop { $0 == " " || $0 == "\t" }))
      }
      rest = rest[end...]
    }
    return found
  }

  private var boundary: Int {
    var start = 0
    while let end = data[start...].firstIndex(of: 0x0A) {
      if end == start + 1, data[start] == 0x0D { return start }
      start = end + 1
    }
    return data.count
  }

  private static func endOfFirstField(_ bytes: ArraySlice<UInt8>) -> Int? {
    var start = bytes.startIndex
    while let end = bytes[start...].firstIndex(of: 0x0A) {
      start = end + 1
      guard start < bytes.endIndex, bytes[start] == 0x20 || bytes[start] == 0x09 else { return start }
    }
    return nil
  }
}
