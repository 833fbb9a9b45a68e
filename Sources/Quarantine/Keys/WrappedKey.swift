import Crypto
import Foundation
import GRDB

/// A key as it lies in the database of keys: sealed by a master key, and bound to what it is for.
struct WrappedKey: FetchableRecord, Decodable {
  /// RFC 7518 §4.7: AES-GCM with a key of 256 bits.
  static let algorithm = "A256GCMKW"

  var algorithm: String
  /// Of the master key.
  var keyID: String
  /// Words of `Cabinet`, parted by spaces; empty for what is not a message's.
  var cabinets: String
  /// Nonce, ciphertext, tag.
  var wrapped: Data

  init(_ key: Data, cabinets: String, by master: MasterKey, bound: String) throws {
    algorithm = Self.algorithm
    keyID = master.id
    self.cabinets = cabinets
    // With a nonce of its own size AES-GCM always has the combined form.
    wrapped =
      try AES.GCM.seal(key, using: master.wrapping, authenticating: Self.data(bound, algorithm)).combined ?? Data()
  }

  func open(with master: MasterKey, bound: String) throws -> Data {
    guard algorithm == Self.algorithm else {
      throw QuarantineError(
        .newerDatabase, "a key is wrapped by \(algorithm), which this Postern does not know",
        remedy: "install the version that wrote it")
    }
    return try AES.GCM.open(
      AES.GCM.SealedBox(combined: wrapped), using: master.wrapping, authenticating: Self.data(bound, algorithm))
  }

  /// The same key under another master key.
  func rewrapped(from old: MasterKey, to new: MasterKey, bound: String) throws -> WrappedKey {
    try WrappedKey(open(with: old, bound: bound), cabinets: cabinets, by: new, bound: bound)
  }

  private static func data(_ bound: String, _ algorithm: String) -> Data { Data("\(algorithm) \(bound)".utf8) }
}
