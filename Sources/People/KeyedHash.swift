import Normalisation

/// SipHash-1-3 (Aumasson and Bernstein, 2012) with a 16-byte key, and the mixing of hashes into keys. Without the key
/// a hash says nothing, even of short names.
struct KeyedHash: Sendable {
  var k0: UInt64
  var k1: UInt64

  /// A fresh random key.
  static func random() -> KeyedHash {
    var source = SystemRandomNumberGenerator()
    return KeyedHash(k0: source.next(), k1: source.next())
  }

  /// `domain` keeps equal bytes of different meanings apart: a name is no form.
  func hash(_ bytes: UnsafeRawBufferPointer, domain: UInt64) -> UInt64 {
    var state = SipState(self, domain)
    var i = 0
    while i + 8 <= bytes.count {
      state.take(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)))
      i += 8
    }
    return state.end(i < bytes.count ? EightBytes.load(bytes, i) : 0, length: bytes.count)
  }

  /// The same for fewer than eight bytes.
  /// - Parameter short: the first byte lowest, and 0 behind the last.
  @inline(__always) func hash(short: UInt64, length: Int, domain: UInt64) -> UInt64 {
    var state = SipState(self, domain)
    return state.end(short, length: length)
  }

  func hash(_ bytes: [UInt8], domain: UInt64) -> UInt64 { bytes.withUnsafeBytes { hash($0, domain: domain) } }

  /// The key of a sequence, token by token: order counts.
  static func extended(_ key: UInt64, by hash: UInt64) -> UInt64 {
    var mixed = (key << 23 | key >> 41) &* 0x9E37_79B9_7F4A_7C15 ^ hash
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    return mixed ^ mixed >> 27
  }

  enum Domain {
    static let name: UInt64 = 0
    static let address: UInt64 = 1
    static let upn: UInt64 = 2
    static let birth: UInt64 = 3
    static let form: UInt64 = 4
  }
}

/// What SipHash goes on with from word to word.
private struct SipState {
  private var v0: UInt64
  private var v1: UInt64
  private var v2: UInt64
  private var v3: UInt64

  @inline(__always) init(_ key: KeyedHash, _ domain: UInt64) {
    v0 = key.k0 ^ 0x736f_6d65_7073_6575
    v1 = key.k1 ^ 0x646f_7261_6e64_6f6d
    v2 = key.k0 ^ 0x6c79_6765_6e65_7261
    v3 = key.k1 ^ 0x7465_6462_7974_6573 ^ domain
  }

  @inline(__always) private mutating func round() {
    v0 &+= v1
    v1 = (v1 << 13 | v1 >> 51) ^ v0
    v0 = v0 << 32 | v0 >> 32
    v2 &+= v3
    v3 = (v3 << 16 | v3 >> 48) ^ v2
    v0 &+= v3
    v3 = (v3 << 21 | v3 >> 43) ^ v0
    v2 &+= v1
    v1 = (v1 << 17 | v1 >> 47) ^ v2
    v2 = v2 << 32 | v2 >> 32
  }

  @inline(__always) mutating func take(_ word: UInt64) {
    v3 ^= word
    round()
    v0 ^= word
  }

  /// - Parameter rest: the bytes that fill no word.
  @inline(__always) mutating func end(_ rest: UInt64, length: Int) -> UInt64 {
    take(rest | UInt64(length & 0xFF) << 56)
    v2 ^= 0xFF
    round()
    round()
    round()
    return v0 ^ v1 ^ v2 ^ v3
  }
}
