import Crypto
import Foundation

/// Who did it and why: erasable, while the line keeps a salted commitment to it (D23).
struct PersonalPart: Codable {
  var actor: String
  var reason: String
  /// 32 random bytes, which go with the part: nobody can guess at a name by its commitment once it is erased.
  var salt: [UInt8]

  init(actor: String, reason: String) {
    self.actor = actor
    self.reason = reason
    salt = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
  }

  var commitment: Data {
    var hash = SHA256()
    hash.update(data: salt)
    for field in [actor, reason] { hash.update(data: Data("\(field.utf8.count):\(field)".utf8)) }
    return Data(hash.finalize())
  }

  func sealed(by master: MasterKey, on line: String) throws -> Data {
    try AES.GCM.seal(
      JSONEncoder().encode(self), using: master.auditLines, authenticating: Data("line \(line)".utf8)
    ).combined ?? Data()
  }

  init(opening sealed: Data, by master: MasterKey, on line: String) throws {
    let plain = try AES.GCM.open(
      AES.GCM.SealedBox(combined: sealed), using: master.auditLines, authenticating: Data("line \(line)".utf8))
    self = try JSONDecoder().decode(Self.self, from: plain)
  }
}
