import Crypto
import Foundation

/// What a held message was at one moment: its state, and all that is sealed of it. Any change of that is another stamp.
public struct HeldStamp: Hashable, Sendable {
  /// SHA-256.
  public let bytes: [UInt8]

  init(_ row: HeldRow) { self.init(row, [row.id, row.state, row.cabinets, row.releaser, row.rules]) }

  /// The same whatever state it is in: by this a link that was sent out is bound to what it was sent out for.
  init(versionOf row: HeldRow) { self.init(row, [row.id, row.cabinets, row.releaser, row.rules]) }

  private init(_ row: HeldRow, _ fields: [String]) {
    var hash = SHA256()
    for field in fields {
      hash.update(data: Data("\(field.utf8.count):\(field)".utf8))
    }
    for sealed in [row.record, row.outcome] {
      hash.update(data: Data("\(sealed?.count ?? -1):".utf8))
      if let sealed { hash.update(data: sealed) }
    }
    bytes = Array(hash.finalize())
  }
}
