import Crypto
import Foundation

/// What a held message was at one moment: its state, and all that is sealed of it. Any change of that is another stamp.
public struct HeldStamp: Hashable, Sendable {
  /// SHA-256.
  public let bytes: [UInt8]

  init(_ row: HeldRow) {
    var hash = SHA256()
    for field in [row.id, row.state, row.cabinets, row.releaser, row.rules] {
      hash.update(data: Data("\(field.utf8.count):\(field)".utf8))
    }
    for sealed in [row.record, row.outcome] {
      hash.update(data: Data("\(sealed?.count ?? -1):".utf8))
      if let sealed { hash.update(data: sealed) }
    }
    bytes = Array(hash.finalize())
  }
}
