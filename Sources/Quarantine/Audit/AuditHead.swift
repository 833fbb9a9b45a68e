import Crypto
import Foundation

/// Where a chain of the audit trail ended at some time, signed (Ed25519, RFC 8032). What anchors it outside the store:
/// whoever rewrites the chain later cannot rewrite what a journal or somebody's mailbox holds.
public struct AuditHead: Hashable, Sendable {
  public let writer: String
  /// Of the last line, from 1.
  public let number: Int64
  /// When that was written; Unix time in seconds.
  public let time: Int64
  /// SHA-256 of the last line and, through it, of all before, 32 bytes.
  public let hash: [UInt8]
  /// 64 bytes.
  let signature: [UInt8]

  init(writer: String, number: Int64, time: Int64, hash: [UInt8], signature: [UInt8]) {
    self.writer = writer
    self.number = number
    self.time = time
    self.hash = hash
    self.signature = signature
  }

  init(
    writer: String, number: Int64, time: Int64, hash: [UInt8], signedBy key: Curve25519.Signing.PrivateKey
  ) throws {
    let message = Self.message(writer, number, time, hash)
    self.init(writer: writer, number: number, time: time, hash: hash, signature: Array(try key.signature(for: message)))
  }

  func isSigned(by key: Curve25519.Signing.PublicKey) -> Bool {
    key.isValidSignature(signature, for: Self.message(writer, number, time, hash))
  }

  private static func message(_ writer: String, _ number: Int64, _ time: Int64, _ hash: [UInt8]) -> Data {
    Data("postern audit head 1\n\(writer)\n\(number)\n\(time)\n".utf8) + hash
  }
}
