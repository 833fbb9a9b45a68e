import Crypto
import Foundation
import GRDB

/// A line of the audit trail as it is stored.
struct AuditRow: FetchableRecord, Decodable {
  var writer: String
  var number: Int64
  var time: Int64
  var action: String
  var held: String?
  var keyID: String
  /// Sealed; nil once it is erased.
  var personal: Data?
  var commitment: Data
  var hash: Data

  static let select = "SELECT writer, number, time, action, held, keyID, personal, commitment, hash FROM audit"

  /// What the line's seal is bound to.
  var place: String { "\(writer) \(number)" }

  /// Over this line and, through the one before, over the whole chain to here.
  func hash(after previous: Data) -> Data {
    var hash = SHA256()
    hash.update(data: previous)
    hash.update(data: Data("\(writer)\n\(number)\n\(time)\n\(action)\n\(held ?? "")\n".utf8))
    hash.update(data: commitment)
    return Data(hash.finalize())
  }
}
