import struct Crypto.SHA256

/// A part's fingerprint, by which known attachments are recognised.
enum PartDigest {
  /// SHA-256 of the decoded bytes (FIPS 180-4), 32 bytes.
  static func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var hash = SHA256()
    hash.update(bufferPointer: bytes)
    return Array(hash.finalize())
  }
}
