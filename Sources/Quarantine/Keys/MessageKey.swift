import Crypto
import Foundation

/// The key of one message. Shredding its wrapped form shreds all that was sealed with it.
struct MessageKey {
  let id: HeldID
  private let key: SymmetricKey

  /// A new, random key.
  init(for id: HeldID) {
    self.id = id
    key = SymmetricKey(size: .bits256)
  }

  /// - Throws: where it was not wrapped by this master key for this message and these cabinets.
  init(for id: HeldID, unwrapping row: WrappedKey, by master: MasterKey) throws {
    self.id = id
    key = SymmetricKey(data: try row.open(with: master, bound: Self.binding(id, row.cabinets)))
  }

  func wrapped(by master: MasterKey, cabinets: String) throws -> WrappedKey {
    try key.withUnsafeBytes {
      try WrappedKey(Data($0), cabinets: cabinets, by: master, bound: Self.binding(id, cabinets))
    }
  }

  static func binding(_ id: HeldID, _ cabinets: String) -> String { "key \(id) \(cabinets)" }

  /// For one purpose, so that content and records can never be taken for one another.
  func derived(_ purpose: String) -> SymmetricKey { key.derived("\(purpose) \(id)") }

  /// Seals a value as JSON, bound to the message and the purpose.
  func seal(_ value: some Encodable, as purpose: String) throws -> Data {
    try AES.GCM.seal(JSONEncoder().encode(value), using: derived(purpose)).combined ?? Data()
  }

  func open<T: Decodable>(_ sealed: Data, as purpose: String, _ type: T.Type = T.self) throws -> T {
    try JSONDecoder().decode(type, from: AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: derived(purpose)))
  }
}
