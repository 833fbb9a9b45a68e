import Crypto
public import Spool

/// What a message is known by on its way through Postfix: SHA-256 over its bytes with LF line ends and one at the end,
/// since SMTP, Postfix and milters write the ends of lines each in their way, and no other byte changes.
public struct WireDigest: Hashable, Sendable {
  /// 32 bytes.
  public let bytes: [UInt8]

  /// - Throws: `SpoolError` when the memory file cannot be read.
  public init(_ content: MemoryFile) throws {
    bytes = try content.withBytes { all in
      var hash = SHA256()
      var from = 0
      var at = 0
      // A CR before LF is left out; the pieces between are hashed where they lie.
      while at < all.count {
        if all[at] == 0x0D, at + 1 < all.count, all[at + 1] == 0x0A {
          hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: all[from..<at]))
          from = at + 1
        }
        at += 1
      }
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: all[from...]))
      if let last = all.last, last != 0x0A { hash.update(data: [0x0A]) }
      return Array(hash.finalize())
    }
  }
}
