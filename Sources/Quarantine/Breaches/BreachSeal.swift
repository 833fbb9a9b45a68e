import Crypto
import Foundation

/// Seals what the register keeps, each row bound to its place, so that none can stand for another.
struct BreachSeal {
  let key: SymmetricKey

  func seal(_ value: some Encodable, at place: String) throws -> Data {
    try AES.GCM.seal(JSONEncoder().encode(value), using: key, authenticating: Data(place.utf8)).combined ?? Data()
  }

  func open<T: Decodable>(_ sealed: Data, at place: String, as type: T.Type = T.self) throws -> T {
    let box = try AES.GCM.SealedBox(combined: sealed)
    return try JSONDecoder().decode(T.self, from: AES.GCM.open(box, using: key, authenticating: Data(place.utf8)))
  }

  static func place(_ id: BreachID, _ number: Int) -> String { "\(id) \(number)" }
}

extension QuarantineStore {
  var breachSeal: BreachSeal { BreachSeal(key: secrets.breaches) }
}
