import CSodium
import MIME

/// A part's fingerprint, by which known attachments are recognised.
enum PartDigest {
  /// SHA-256 of the decoded bytes (FIPS 180-4), 32 bytes.
  static func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
      guard let start = digest.baseAddress else { return }
      crypto_hash_sha256(start, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, UInt64(bytes.count))
      count = 32
    }
  }
}
