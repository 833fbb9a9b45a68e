import Crypto
import Foundation

/// The keys of the hashes in the history, each for one purpose: without them a hash says nothing, even of a short name.
struct HistoryKeys: Sendable {
  // Each is begun with its key, which costs more than an address does.
  private let senders: HMAC<SHA256>
  private let addresses: HMAC<SHA256>
  private let domains: HMAC<SHA256>
  private let likeness: HMAC<SHA256>
  private let messages: HMAC<SHA256>
  private let files: HMAC<SHA256>

  /// - Parameter key: of this school's history alone.
  init(_ key: SymmetricKey) {
    senders = key.code("history senders")
    addresses = key.code("history addresses")
    domains = key.code("history domains")
    likeness = key.code("history likeness")
    messages = key.code("history messages")
    files = key.code("history files")
  }

  func sender(_ address: String) -> Data { Self.digest(senders, [address]) }

  /// The same for every sender, so that it can be asked whether anybody has written there.
  func address(_ address: String) -> Data { Self.digest(addresses, [address]) }

  func domain(_ domain: String) -> Data { Self.digest(domains, [domain]) }

  /// Of a Message-ID.
  func message(_ identifier: String) -> Data { Self.digest(messages, [identifier]) }

  /// Shorter: a message may have thousands.
  func reader(_ address: String) -> Data { Self.digest(messages, ["reader", address]).prefix(MailTable.readerLength) }

  /// - Parameter digest: SHA-256 of a file's bytes.
  func file(_ digest: Data) -> Data {
    var code = files
    code.update(data: digest)
    return Data(code.finalize().prefix(MailTable.fileLength))
  }

  /// Of one sender's correspondents alone, so that two senders' rows cannot be matched by it.
  func trait(_ trait: Trait, of sender: String) -> UInt64 {
    Self.digest(likeness, [sender, String(trait.likeness.rawValue), trait.text]).prefix(8)
      .reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Sixteen bytes of HMAC-SHA-256 (RFC 2104 §5).
  private static func digest(_ begun: HMAC<SHA256>, _ fields: [String]) -> Data {
    var code = begun
    // With their lengths, so that no two lists of fields read alike.
    for field in fields { code.update(data: Array("\(field.utf8.count):\(field)".utf8)) }
    return Data(code.finalize().prefix(16))
  }
}

extension SymmetricKey {
  fileprivate func code(_ purpose: String) -> HMAC<SHA256> {
    HMAC(
      key: HKDF<SHA256>.deriveKey(
        inputKeyMaterial: self, info: Data("postern 1 \(purpose)".utf8), outputByteCount: 32))
  }
}
