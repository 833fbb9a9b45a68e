import Crypto
import CryptoExtras
import Foundation

/// An Office document's agile encryption ([MS-OFFCRYPTO] §2.3.4.10 to §2.3.4.14): AES-256 in chained blocks, SHA-512.
struct AgileEncryption {
  /// The stream "EncryptionInfo".
  let info: [UInt8]
  /// The stream "EncryptedPackage".
  let package: [UInt8]

  /// What Office itself spins.
  static let spins = 100_000
  private static let saltBytes = 16
  private static let hashBytes = 64
  private static let segment = 4096

  /// What each key is for (§2.3.4.11, §2.3.4.13, §2.3.4.14).
  private enum Purpose {
    static let verifierInput: [UInt8] = [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79]
    static let verifierValue: [UInt8] = [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E]
    static let key: [UInt8] = [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6]
    static let integrityKey: [UInt8] = [0x5F, 0xB2, 0xAD, 0x01, 0x0C, 0xB9, 0xE1, 0xF6]
    static let integrityValue: [UInt8] = [0xA0, 0x67, 0x7F, 0x02, 0xB2, 0x2C, 0x84, 0x33]
  }

  /// - Parameter spins: fewer only where nothing is kept secret.
  init(_ document: UnsafeRawBufferPointer, password: Password, spins: Int = AgileEncryption.spins) throws {
    let passwordSalt = SystemRandom.bytes(Self.saltBytes)
    let dataSalt = SystemRandom.bytes(Self.saltBytes)
    var secret = SystemRandom.bytes(32)
    defer { Wiping.wipe(&secret) }
    let key = SymmetricKey(data: secret)

    var spun = Self.spun(password, salt: passwordSalt, spins)
    defer { Wiping.wipe(&spun) }
    func locked(_ plain: [UInt8], for purpose: [UInt8]) throws -> [UInt8] {
      let derived = SymmetricKey(data: Self.digest(spun, purpose).prefix(32))
      return try Self.encrypt(plain, key: derived, vector: passwordSalt)
    }
    let verifier = SystemRandom.bytes(Self.saltBytes)
    let verifierInput = try locked(verifier, for: Purpose.verifierInput)
    let verifierValue = try locked(Self.digest(verifier), for: Purpose.verifierValue)
    let encryptedKey = try locked(secret, for: Purpose.key)

    package = try Self.package(document, key: key, salt: dataSalt)

    // §2.3.4.14: over the whole stream, its size included.
    let integrityKey = SystemRandom.bytes(Self.hashBytes)
    let code = Array(HMAC<SHA512>.authenticationCode(for: package, using: SymmetricKey(data: integrityKey)))
    func sealed(_ plain: [UInt8], for purpose: [UInt8]) throws -> [UInt8] {
      try Self.encrypt(plain, key: key, vector: Array(Self.digest(dataSalt, purpose).prefix(16)))
    }
    info = Self.info(
      spins: spins, dataSalt: dataSalt, passwordSalt: passwordSalt,
      integrityKey: try sealed(integrityKey, for: Purpose.integrityKey),
      integrityValue: try sealed(code, for: Purpose.integrityValue),
      verifierInput: verifierInput, verifierValue: verifierValue, encryptedKey: encryptedKey)
  }

  /// §2.3.4.11: the password in UTF-16 after its salt, hashed over and over.
  private static func spun(_ password: Password, salt: [UInt8], _ spins: Int) -> [UInt8] {
    var wide = Array(
      password.words.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] })
    defer { Wiping.wipe(&wide) }
    // The round's number before the last hash: one place in memory for all rounds.
    var block = [0, 0, 0, 0] + digest(salt, wide)
    defer { Wiping.wipe(&block) }
    block.withUnsafeMutableBytes { block in
      for round in 0..<spins {
        block.storeBytes(of: UInt32(truncatingIfNeeded: round).littleEndian, as: UInt32.self)
        var hash = SHA512()
        hash.update(bufferPointer: UnsafeRawBufferPointer(block))
        hash.finalize().withUnsafeBytes { block[4...].copyBytes(from: $0) }
      }
    }
    return Array(block[4...])
  }

  /// §2.3.4.15: the size, then segments of 4,096 bytes, each with a vector out of its number.
  private static func package(_ document: UnsafeRawBufferPointer, key: SymmetricKey, salt: [UInt8]) throws -> [UInt8] {
    var package: [UInt8] = []
    package.reserveCapacity(document.count + segment)
    withUnsafeBytes(of: UInt64(document.count).littleEndian) { package.append(contentsOf: $0) }
    var place = 0
    var number: UInt32 = 0
    while place < document.count {
      let end = min(place + segment, document.count)
      var plain = Array(document[place..<end])
      plain += [UInt8](repeating: 0, count: (16 - plain.count % 16) % 16)
      let counted = withUnsafeBytes(of: number.littleEndian) { Array($0) }
      package += try encrypt(plain, key: key, vector: Array(digest(salt, counted).prefix(16)))
      place = end
      number += 1
    }
    return package
  }

  private static func encrypt(_ plain: [UInt8], key: SymmetricKey, vector: [UInt8]) throws -> [UInt8] {
    [UInt8](try AES._CBC.encrypt(plain, using: key, iv: AES._CBC.IV(ivBytes: vector), noPadding: true))
  }

  private static func digest(_ parts: [UInt8]...) -> [UInt8] {
    var hash = SHA512()
    for part in parts { hash.update(data: part) }
    return Array(hash.finalize())
  }

  /// §2.3.4.10: version 4.4, the flag "agile", then the description.
  private static func info(
    spins: Int, dataSalt: [UInt8], passwordSalt: [UInt8], integrityKey: [UInt8], integrityValue: [UInt8],
    verifierInput: [UInt8],
    verifierValue: [UInt8], encryptedKey: [UInt8]
  ) -> [UInt8] {
    func text(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
    let cipher =
      "saltSize=\"16\" blockSize=\"16\" keyBits=\"256\" hashSize=\"64\" cipherAlgorithm=\"AES\" "
      + "cipherChaining=\"ChainingModeCBC\" hashAlgorithm=\"SHA512\""
    let xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n"
      + "<encryption xmlns=\"http://schemas.microsoft.com/office/2006/encryption\" "
      + "xmlns:p=\"http://schemas.microsoft.com/office/2006/keyEncryptor/password\" "
      + "xmlns:c=\"http://schemas.microsoft.com/office/2006/keyEncryptor/certificate\">"
      + "<keyData \(cipher) saltValue=\"\(text(dataSalt))\"/>"
      + "<dataIntegrity encryptedHmacKey=\"\(text(integrityKey))\" encryptedHmacValue=\"\(text(integrityValue))\"/>"
      + "<keyEncryptors><keyEncryptor uri=\"http://schemas.microsoft.com/office/2006/keyEncryptor/password\">"
      + "<p:encryptedKey spinCount=\"\(spins)\" \(cipher) saltValue=\"\(text(passwordSalt))\" "
      + "encryptedVerifierHashInput=\"\(text(verifierInput))\" encryptedVerifierHashValue=\"\(text(verifierValue))\" "
      + "encryptedKeyValue=\"\(text(encryptedKey))\"/>"
      + "</keyEncryptor></keyEncryptors></encryption>"
    return [4, 0, 4, 0, 0x40, 0, 0, 0] + Array(xml.utf8)
  }
}

/// Bytes from the system itself: a library's own generator might be in the same state in every worker that a zygote forks.
enum SystemRandom {
  static func bytes(_ count: Int) -> [UInt8] {
    var source = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &source) }
  }
}
