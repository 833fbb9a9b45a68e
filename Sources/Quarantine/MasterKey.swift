import Crypto
import Foundation

/// One master key and what is derived from it (HKDF, RFC 5869). Nothing is ever sealed with the master key itself.
struct MasterKey: Sendable {
  let id: String
  /// Wraps the key of each message.
  let wrapping: SymmetricKey
  /// Keyed digests for telling "the same message again" (D21).
  let repeats: SymmetricKey
  /// Keyed digests of senders' addresses, for counting notices.
  let senders: SymmetricKey
  /// Keyed digests of those who may not know of a message (D17).
  let readers: SymmetricKey
  /// Seals what waits to be sent and belongs to no held message.
  let outbox: SymmetricKey
  /// Tells one effect from another in the outbox.
  let purposes: SymmetricKey
  /// Seals the personal part of audit lines.
  let auditLines: SymmetricKey
  /// Authenticates the head of the audit chain.
  let auditHead: SymmetricKey

  init(_ master: SymmetricKey) {
    func derive(_ purpose: String) -> SymmetricKey {
      HKDF<SHA256>.deriveKey(inputKeyMaterial: master, info: Data("postern 1 \(purpose)".utf8), outputByteCount: 32)
    }
    id = derive("key id").withUnsafeBytes { $0.prefix(8).map { hexadecimal($0) }.joined() }
    wrapping = derive("wrap message keys")
    repeats = derive("same message again")
    senders = derive("count notices")
    readers = derive("hidden from")
    outbox = derive("outbox")
    purposes = derive("purposes")
    auditLines = derive("audit lines")
    auditHead = derive("audit head")
  }

  func reader(_ address: String) -> Data {
    Data(HMAC<SHA256>.authenticationCode(for: Data(address.lowercased().utf8), using: readers))
  }
}

func hexadecimal(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16)
  return digits.count == 1 ? "0" + digits : digits
}

/// The key of one message. Shredding its wrapped form shreds all that was sealed with it.
struct MessageKey {
  let id: HeldID
  private let key: SymmetricKey

  /// A new, random key.
  init(for id: HeldID) {
    self.id = id
    key = SymmetricKey(size: .bits256)
  }

  init(for id: HeldID, wrapped: Data, by master: MasterKey) throws {
    self.id = id
    let box = try AES.GCM.SealedBox(combined: wrapped)
    key = SymmetricKey(data: try AES.GCM.open(box, using: master.wrapping, authenticating: Data("key \(id)".utf8)))
  }

  func wrapped(by master: MasterKey) throws -> Data {
    try key.withUnsafeBytes { bytes in
      // With a nonce of its own size AES-GCM always has the combined form.
      try AES.GCM.seal(Data(bytes), using: master.wrapping, authenticating: Data("key \(id)".utf8)).combined ?? Data()
    }
  }

  /// For one purpose, so that content and records can never be taken for one another.
  func derived(_ purpose: String) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Data("postern 1 \(purpose) \(id)".utf8), outputByteCount: 32)
  }

  /// Seals a value as JSON, bound to the message and the purpose.
  func seal(_ value: some Encodable, as purpose: String) throws -> Data {
    try AES.GCM.seal(JSONEncoder().encode(value), using: derived(purpose)).combined ?? Data()
  }

  func open<T: Decodable>(_ sealed: Data, as purpose: String, _ type: T.Type = T.self) throws -> T {
    try JSONDecoder().decode(type, from: AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: derived(purpose)))
  }
}
