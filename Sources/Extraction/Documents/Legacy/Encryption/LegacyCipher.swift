import CGSF

/// Office's encryption by RC4 until 2003: the key changes with each block of a stream.
struct LegacyCipher {
  private enum Scheme {
    /// 40 bits, MD5 ([MS-OFFCRYPTO] §2.3.6).
    case plain(hash: [UInt8])
    /// The Windows CryptoAPI's, 40 to 128 bits, SHA-1 (§2.3.5).
    case cryptoAPI(hash: [UInt8], keyBytes: Int)
  }

  /// What stands in the file about its encryption.
  struct Header {
    var isCryptoAPI: Bool
    var keyBytes: Int
    var salt: [UInt8]
    var verifier: [UInt8]
    var verifierHash: [UInt8]

    /// Nil for what is no such header, or a scheme that is not known.
    init?(_ bytes: Octets) {
      guard let major = bytes.u16(0), let minor = bytes.u16(2) else { return nil }
      if major == 1, minor == 1 {
        guard let salt = bytes.part(4, 16), let verifier = bytes.part(20, 16), let hash = bytes.part(36, 16) else {
          return nil
        }
        self.init(false, 5, salt, verifier, hash)
      } else if (2...4).contains(major), minor == 2 {
        // §2.3.5.1: flags, the header's size, the header with the key's size in bits, then the verifier.
        guard let size = bytes.u32(8), let bits = bytes.u32(28), size <= bytes.count else { return nil }
        let place = 12 + size
        guard let salt = bytes.part(place + 4, 16), let verifier = bytes.part(place + 20, 16),
          let hash = bytes.part(place + 40, 20), bits <= 128
        else { return nil }
        // Zero stands for 40 bits.
        self.init(true, bits == 0 ? 5 : bits / 8, salt, verifier, hash)
      } else {
        return nil
      }
    }

    private init(_ isCryptoAPI: Bool, _ keyBytes: Int, _ salt: Octets, _ verifier: Octets, _ hash: Octets) {
      self.isCryptoAPI = isCryptoAPI
      self.keyBytes = keyBytes
      self.salt = Array(salt.bytes)
      self.verifier = Array(verifier.bytes)
      verifierHash = Array(hash.bytes)
    }
  }

  private let scheme: Scheme

  /// Nil when the password is not the one.
  init?(_ header: Header, password: String) {
    let word = password.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    if header.isCryptoAPI {
      scheme = .cryptoAPI(hash: Self.digest(G_CHECKSUM_SHA1, header.salt + word), keyBytes: header.keyBytes)
    } else {
      let short = Self.digest(G_CHECKSUM_MD5, word).prefix(5)
      let mixed = (0..<16).flatMap { _ in short + header.salt }
      scheme = .plain(hash: Array(Self.digest(G_CHECKSUM_MD5, mixed).prefix(5)))
    }
    var stream = RC4(key: key(block: 0))
    let verifier = stream.apply(to: header.verifier)
    let hash = stream.apply(to: header.verifierHash)
    guard Self.digest(header.isCryptoAPI ? G_CHECKSUM_SHA1 : G_CHECKSUM_MD5, verifier) == hash else { return nil }
  }

  /// A whole stream decrypted, what is not encrypted in it too.
  func apply(to stream: [UInt8], blockSize: Int) -> [UInt8] {
    var bytes = stream
    for (block, start) in stride(from: 0, to: bytes.count, by: blockSize).enumerated() {
      var cipher = RC4(key: key(block: block))
      cipher.apply(to: &bytes, in: start..<min(start + blockSize, bytes.count))
    }
    return bytes
  }

  private func key(block: Int) -> [UInt8] {
    let number = (0..<4).map { UInt8(truncatingIfNeeded: block >> (8 * $0)) }
    switch scheme {
    case .plain(let hash): return Self.digest(G_CHECKSUM_MD5, hash + number)
    case .cryptoAPI(let hash, let count):
      let key = Array(Self.digest(G_CHECKSUM_SHA1, hash + number).prefix(count))
      // §2.3.5.2: 40 bits are filled up with zeros.
      return count == 5 ? key + [UInt8](repeating: 0, count: 11) : key
    }
  }

  private static func digest(_ kind: GChecksumType, _ bytes: [UInt8]) -> [UInt8] {
    guard let sum = g_checksum_new(kind) else { return [] }
    defer { g_checksum_free(sum) }
    g_checksum_update(sum, bytes, bytes.count)
    var length = gsize(g_checksum_type_get_length(kind))
    return [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
      g_checksum_get_digest(sum, buffer.baseAddress, &length)
      count = Int(length)
    }
  }
}
