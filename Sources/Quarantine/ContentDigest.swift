import Crypto
import Spool

/// What tells a content apart: SHA-256 of the whole, and of the body alone, which stays the same when a client that
/// tries again adds a trace header.
struct ContentDigest: Sendable {
  /// 32 bytes each.
  let whole: [UInt8]
  let body: [UInt8]
  /// In bytes.
  let size: Int

  /// A content that is sealed is read once, however often its digest is asked for.
  init(_ content: MemoryFile) throws { self = try content.once { Self($0) } }

  private init(_ bytes: UnsafeRawBufferPointer) {
    whole = Array(SHA256.hash(data: bytes))
    body = Array(SHA256.hash(data: UnsafeRawBufferPointer(rebasing: bytes[Self.bodyStart(bytes)...])))
    size = bytes.count
  }

  /// Just after the first empty line (RFC 5322 §2.1), with either line end; the end where there is none.
  private static func bodyStart(_ bytes: UnsafeRawBufferPointer) -> Int {
    var lineIsEmpty = true
    for (offset, byte) in bytes.enumerated() {
      if byte == 0x0A {
        if lineIsEmpty { return offset + 1 }
        lineIsEmpty = true
      } else if byte != 0x0D {
        lineIsEmpty = false
      }
    }
    return bytes.count
  }
}
