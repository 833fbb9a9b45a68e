import Crypto
import Foundation

/// One master key and what is derived from it (HKDF, RFC 5869). Nothing is ever sealed with the master key itself.
struct MasterKey: Sendable {
  let id: String
  /// Wraps the key of each message, and the secrets of the store.
  let wrapping: SymmetricKey
  /// Seals what waits to be sent and belongs to no held message.
  let outbox: SymmetricKey
  /// Seals the personal part of audit lines.
  let auditLines: SymmetricKey

  init(_ master: SymmetricKey) {
    id = master.derived("key id").withUnsafeBytes { $0.prefix(8).map { hexadecimal($0) }.joined() }
    wrapping = master.derived("wrap message keys")
    outbox = master.derived("outbox")
    auditLines = master.derived("audit lines")
  }
}

extension SymmetricKey {
  /// A key for one purpose alone.
  func derived(_ purpose: String) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(inputKeyMaterial: self, info: Data("postern 1 \(purpose)".utf8), outputByteCount: 32)
  }
}

func hexadecimal(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16)
  return digits.count == 1 ? "0" + digits : digits
}
