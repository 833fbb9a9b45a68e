import Crypto
import CryptoExtras
import Foundation

/// The cipher of 7z, AES-256 in blocks chained, under a key spun out of a password (7zAes.cpp of 7-Zip).
struct SevenZipKey {
  private let key: SymmetricKey

  /// Bytes that may be hashed for one archive: two dozen passwords at what 7-Zip asks for, or one at the most that it can.
  static let hashedBytes = 768 << 20

  /// - Parameter allowance: bytes that may still be hashed; what this takes is subtracted.
  init(_ password: String, _ settings: SevenZipCipherSettings, allowance: inout Int) throws(SevenZipFault) {
    let seed = settings.salt + OfficeLock.wide(password)
    if settings.cyclesPower == 0x3F {
      // Not spun at all.
      key = SymmetricKey(data: Array((seed + [UInt8](repeating: 0, count: 32)).prefix(32)))
      return
    }
    let step = seed.count + 8
    guard settings.cyclesPower <= 24, step << settings.cyclesPower <= allowance else { throw .refused }
    allowance -= step << settings.cyclesPower
    let cycles = 1 << settings.cyclesPower
    // As many rounds at once as fit in the processor's cache.
    let rounds = min(cycles, 1024)
    var block: [UInt8] = []
    for _ in 0..<rounds { block += seed + [0, 0, 0, 0, 0, 0, 0, 0] }
    var hash = SHA256()
    block.withUnsafeMutableBytes { block in
      for first in stride(from: 0, to: cycles, by: rounds) {
        for round in 0..<rounds {
          let count = UInt32(truncatingIfNeeded: first + round).littleEndian
          block.storeBytes(of: count, toByteOffset: round * step + seed.count, as: UInt32.self)
        }
        hash.update(bufferPointer: UnsafeRawBufferPointer(block))
      }
    }
    key = SymmetricKey(data: Array(hash.finalize()))
  }

  /// Appends `size` bytes out of `cipher` to `plain`, a piece at a time, so that no second copy is held.
  func decrypt(
    _ cipher: UnsafeRawBufferPointer, vector: [UInt8], size: Int, to plain: inout [UInt8]
  ) throws(SevenZipFault) {
    guard cipher.count % 16 == 0, size <= cipher.count, size > cipher.count - 16 || cipher.isEmpty else {
      throw .damaged
    }
    var vector = vector
    var rest = size
    for begin in stride(from: 0, to: cipher.count, by: 1 << 20) {
      let piece = UnsafeRawBufferPointer(rebasing: cipher[begin..<min(begin + 1 << 20, cipher.count)])
      guard let start = try? AES._CBC.IV(ivBytes: vector),
        let text = try? AES._CBC.decrypt(piece, using: key, iv: start, noPadding: true)
      else { throw .damaged }
      plain += text.prefix(rest)
      rest -= min(rest, text.count)
      vector = Array(piece.suffix(16))
    }
  }
}

/// What the cipher's properties say.
struct SevenZipCipherSettings: Hashable {
  /// The rounds of the hash are two to this power.
  var cyclesPower: Int
  var salt: [UInt8]

  /// - Returns: the settings of the key, and the vector, which is another one for each stream.
  static func read(_ properties: [UInt8]) throws(SevenZipFault) -> (SevenZipCipherSettings, vector: [UInt8]) {
    guard let first = properties.first else { throw .damaged }
    var (saltSize, vectorSize) = (Int(first >> 7 & 1), Int(first >> 6 & 1))
    var rest = properties.dropFirst()
    if first & 0xC0 != 0 {
      guard let second = rest.popFirst() else { throw .damaged }
      saltSize += Int(second >> 4)
      vectorSize += Int(second & 0xF)
    }
    guard rest.count >= saltSize + vectorSize else { throw .damaged }
    let vector = rest.dropFirst(saltSize).prefix(vectorSize)
    return (
      SevenZipCipherSettings(cyclesPower: Int(first & 0x3F), salt: Array(rest.prefix(saltSize))),
      Array(vector) + [UInt8](repeating: 0, count: 16 - vectorSize)
    )
  }
}
