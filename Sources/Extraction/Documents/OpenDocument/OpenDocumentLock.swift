import Crypto
import CryptoExtras
import Foundation

/// Opens the parts of an encrypted OpenDocument file with a password (OASIS OpenDocument 1.3 part 2 §3.4), where each part
/// is encrypted for itself by AES-CBC under a key that PBKDF2 derives. A file that is one encrypted package stays locked.
final class OpenDocumentLock {
  private let parts: [String: OpenDocumentCipher]
  private let password: [UInt8]
  private var roundsLeft: Int

  /// LibreOffice asks for 100,000 rounds for each part, a twentieth of a second. So many for a document, passwords that do
  /// not fit included; what is left of it then stays locked.
  static let mostRounds = 4_000_000
  private static let tries = 8

  private init(_ parts: [String: OpenDocumentCipher], _ password: String, _ roundsLeft: Int) {
    self.parts = parts
    self.password = Array(password.utf8)
    self.roundsLeft = roundsLeft
  }

  /// - Returns: the lock with the first password that opens the document's content; nil when none does.
  static func opened(
    _ parts: [String: OpenDocumentCipher], _ walk: inout PackageWalk, _ passwords: [String]
  ) -> OpenDocumentLock? {
    guard parts["content.xml"] != nil, !passwords.isEmpty else { return nil }
    var content: [UInt8] = []
    walk.run { name in name == "content.xml" ? .bytes { content = $1 } : .skip }
    var roundsLeft = mostRounds
    for password in passwords.prefix(tries) {
      let lock = OpenDocumentLock(parts, password, roundsLeft)
      if lock.open("content.xml", content) != nil { return lock }
      roundsLeft = lock.roundsLeft
    }
    return nil
  }

  func holds(_ name: String) -> Bool { parts[name] != nil }

  /// The part as a gzip file (RFC 1952), for what was encrypted is packed; nil when it cannot be opened.
  func open(_ name: String, _ bytes: [UInt8]) -> [UInt8]? {
    guard let part = parts[name], part.algorithm.hasSuffix("#aes256-cbc") || part.algorithm.hasSuffix("#aes128-cbc"),
      let key = key(part), let vector = try? AES._CBC.IV(ivBytes: part.vector), bytes.count % 16 == 0,
      let plain = try? AES._CBC.decrypt(bytes, using: key, iv: vector, noPadding: true),
      let padding = plain.last, (1...16).contains(padding)
    else { return nil }
    // XML Encryption 1.1 §5.2: the last byte says how many were added.
    let packed = plain.dropLast(Int(padding))
    guard isWhole(packed, part) else { return nil }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF] + packed + [UInt8](repeating: 0, count: 8)
  }

  private func key(_ part: OpenDocumentCipher) -> SymmetricKey? {
    guard part.derivation.hasSuffix("PBKDF2") || part.derivation.hasSuffix("#pbkdf2"), !part.salt.isEmpty,
      [16, 32].contains(part.keySize), part.rounds > 0, part.rounds <= roundsLeft
    else { return nil }
    roundsLeft -= part.rounds
    // Its names are those of XML Signature and XML Encryption, "SHA1" or "SHA256".
    let start =
      part.startHash.lowercased().hasSuffix("sha256")
      ? Array(SHA256.hash(data: password)) : Array(Insecure.SHA1.hash(data: password))
    return try? KDF.Insecure.PBKDF2.deriveKey(
      from: start, salt: part.salt, using: .insecureSHA1, outputByteCount: part.keySize,
      unsafeUncheckedRounds: part.rounds)
  }

  /// The checksum, of the first 1,024 bytes, is all that tells whether a password fits.
  private func isWhole(_ packed: Data, _ part: OpenDocumentCipher) -> Bool {
    let type = part.checksumType.lowercased()
    let sample = packed.prefix(1024)
    if type.hasSuffix("sha256-1k") { return Array(SHA256.hash(data: sample)) == part.checksum }
    if type.hasSuffix("sha1-1k") || type == "sha1/1k" {
      return Array(Insecure.SHA1.hash(data: sample)) == part.checksum
    }
    return false
  }
}
