import Crypto
import CryptoExtras
import Foundation

/// How an Office document is encrypted, and its opening with a password: agile ([MS-OFFCRYPTO] §2.3.4.10) or standard
/// (§2.3.4.5).
struct OfficeLock {
  private enum Way {
    case agile(AgileLock)
    case standard(StandardLock)
  }

  private let way: Way

  /// Nil when the stream "EncryptionInfo" describes none of the ways that are known.
  init?(_ info: [UInt8]) {
    guard info.count > 8 else { return nil }
    let (major, minor) = (info.word(0), info.word(2))
    if major == 4, minor == 4 {
      guard let lock = AgileLock(Array(info[8...])) else { return nil }
      way = .agile(lock)
    } else if (2...4).contains(major), minor == 2 {
      guard let lock = StandardLock(info) else { return nil }
      way = .standard(lock)
    } else {
      return nil
    }
  }

  /// The document's key, or nil when the password does not fit.
  func key(_ password: String) -> [UInt8]? {
    switch way {
    case .agile(let lock): lock.key(password)
    case .standard(let lock): lock.key(password)
    }
  }

  /// The document itself; nil when the stream is damaged.
  func open(_ package: [UInt8], _ key: [UInt8]) -> [UInt8]? {
    guard package.count >= 8 else { return nil }
    let size = package.double(0) | package.double(4) << 32
    let body = package[8...]
    let plain: [UInt8]? =
      switch way {
      case .agile(let lock): lock.open(body, key)
      case .standard: StandardLock.open(body, key)
      }
    guard let plain, size >= 0, size <= plain.count else { return nil }
    return Array(plain[..<size])
  }

  /// UTF-16, little-endian, as Windows keeps text.
  static func wide(_ password: String) -> [UInt8] {
    password.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }

  static func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
}

/// AES in blocks chained, each part under a key of its own.
struct AgileLock {
  private var spins = 0
  private var hash = ""
  private var blockSize = 16
  private var keyBytes = 32
  private var passwordSalt: [UInt8] = []
  private var verifierInput: [UInt8] = []
  private var verifierValue: [UInt8] = []
  private var encryptedKey: [UInt8] = []
  private var dataSalt: [UInt8] = []
  private var dataHash = ""

  /// More rounds than any program asks for would only cost time.
  private static let spinLimit = 1_000_000

  init?(_ xml: [UInt8]) {
    let handler = AgileHandler()
    guard xml.withUnsafeBytes({ XMLParsing.read($0, handler) }) == .whole else { return nil }
    let (data, lock) = (handler.data, handler.password)
    func bytes(_ text: String?) -> [UInt8]? { text.flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) } }
    guard let spins = lock["spinCount"].flatMap({ Int($0) }), (0...Self.spinLimit).contains(spins),
      let bits = lock["keyBits"].flatMap({ Int($0) }), [128, 192, 256].contains(bits),
      lock["cipherAlgorithm"] == "AES", lock["cipherChaining"] == "ChainingModeCBC",
      let passwordSalt = bytes(lock["saltValue"]), let input = bytes(lock["encryptedVerifierHashInput"]),
      let value = bytes(lock["encryptedVerifierHashValue"]), let key = bytes(lock["encryptedKeyValue"]),
      let dataSalt = bytes(data["saltValue"]), let hash = lock["hashAlgorithm"], let dataHash = data["hashAlgorithm"],
      Self.digest([], hash) != nil, Self.digest([], dataHash) != nil
    else { return nil }
    (self.spins, self.hash, self.dataHash, keyBytes) = (spins, hash, dataHash, bits / 8)
    (self.passwordSalt, self.dataSalt) = (passwordSalt, dataSalt)
    (verifierInput, verifierValue, encryptedKey) = (input, value, key)
  }

  func key(_ password: String) -> [UInt8]? {
    // §2.3.4.11: salted, spun, then one key for each purpose.
    guard var spun = Self.digest(passwordSalt + OfficeLock.wide(password), hash) else { return nil }
    for round in 0..<spins { spun = Self.digest(OfficeLock.number(round) + spun, hash) ?? spun }
    func purpose(_ block: [UInt8], _ cipher: [UInt8]) -> [UInt8]? {
      guard let derived = Self.digest(spun + block, hash) else { return nil }
      return Self.decrypt(cipher, key: Self.fit(derived, keyBytes), vector: Self.fit(passwordSalt, blockSize))
    }
    guard let input = purpose([0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79], verifierInput),
      let value = purpose([0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E], verifierValue),
      let wanted = Self.digest(Array(input.prefix(passwordSalt.count)), hash), value.starts(with: wanted),
      let key = purpose([0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6], encryptedKey), key.count >= keyBytes
    else { return nil }
    return Array(key.prefix(keyBytes))
  }

  /// §2.3.4.15: segments of 4,096 bytes, each with a vector out of its number.
  func open(_ body: ArraySlice<UInt8>, _ key: [UInt8]) -> [UInt8]? {
    var plain: [UInt8] = []
    plain.reserveCapacity(body.count)
    var rest = body
    var number = 0
    while rest.count >= 16 {
      let segment = Array(rest.prefix(min(4096, rest.count / 16 * 16)))
      rest = rest.dropFirst(4096)
      guard let vector = Self.digest(dataSalt + OfficeLock.number(number), dataHash),
        let text = Self.decrypt(segment, key: key, vector: Self.fit(vector, blockSize))
      else { return nil }
      plain += text
      number += 1
    }
    return plain
  }

  private static func decrypt(_ cipher: [UInt8], key: [UInt8], vector: [UInt8]) -> [UInt8]? {
    guard let vector = try? AES._CBC.IV(ivBytes: vector) else { return nil }
    let plain = try? AES._CBC.decrypt(cipher, using: SymmetricKey(data: key), iv: vector, noPadding: true)
    return plain.map { [UInt8]($0) }
  }

  private static func fit(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
    Array(bytes.prefix(count)) + [UInt8](repeating: 0x36, count: max(0, count - bytes.count))
  }

  private static func digest(_ bytes: [UInt8], _ algorithm: String) -> [UInt8]? {
    switch algorithm {
    case "SHA512": [UInt8](SHA512.hash(data: bytes))
    case "SHA384": [UInt8](SHA384.hash(data: bytes))
    case "SHA256": [UInt8](SHA256.hash(data: bytes))
    case "SHA1", "SHA-1": [UInt8](Insecure.SHA1.hash(data: bytes))
    default: nil
    }
  }
}

/// The attributes of an agile description.
private final class AgileHandler: XMLHandler {
  var data: [String: String] = [:]
  var password: [String: String] = [:]

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    var values: [String: String] = [:]
    for key in [
      "spinCount", "keyBits", "cipherAlgorithm", "cipherChaining", "hashAlgorithm", "saltValue",
      "encryptedVerifierHashInput", "encryptedVerifierHashValue", "encryptedKeyValue",
    ] as [StaticString] { values["\(key)"] = attributes[key] }
    if name == "keyData" { data = values } else if name == "encryptedKey" { password = values }
  }

  func end(_ name: XMLName) {}
  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// AES block by block under one key, as Office 2007 has it.
struct StandardLock {
  private var keyBytes = 16
  private var salt: [UInt8] = []
  private var verifier: [UInt8] = []
  private var verifierHash: [UInt8] = []

  init?(_ info: [UInt8]) {
    let headerSize = info.double(8)
    guard headerSize >= 32, headerSize < 4096, info.count >= 12 + headerSize + 72 else { return nil }
    // AES-128, AES-192, AES-256 (§2.3.2).
    guard [0x660E, 0x660F, 0x6610].contains(info.double(20)) else { return nil }
    keyBytes = info.double(28) / 8
    guard [16, 24, 32].contains(keyBytes) else { return nil }
    let start = 12 + headerSize
    guard info.double(start) == 16 else { return nil }
    salt = Array(info[start + 4..<start + 20])
    verifier = Array(info[start + 20..<start + 36])
    verifierHash = Array(info[start + 40..<start + 72])
  }

  func key(_ password: String) -> [UInt8]? {
    func sha(_ bytes: [UInt8]) -> [UInt8] { [UInt8](Insecure.SHA1.hash(data: bytes)) }
    // §2.3.4.7.
    var spun = sha(salt + OfficeLock.wide(password))
    for round in 0..<50_000 { spun = sha(OfficeLock.number(round) + spun) }
    let final = sha(spun + OfficeLock.number(0))
    func pad(_ byte: UInt8) -> [UInt8] {
      sha((0..<64).map { byte ^ (final.indices.contains($0) ? final[$0] : 0) })
    }
    let key = Array((pad(0x36) + pad(0x5C)).prefix(keyBytes))
    guard let plain = Self.open(verifier[...], key), let hash = Self.open(verifierHash[...], key),
      hash.starts(with: sha(plain))
    else { return nil }
    return key
  }

  static func open(_ body: ArraySlice<UInt8>, _ key: [UInt8]) -> [UInt8]? {
    let symmetric = SymmetricKey(data: key)
    var plain: [UInt8] = []
    plain.reserveCapacity(body.count)
    var place = body.startIndex
    while place + 16 <= body.endIndex {
      var block = Array(body[place..<place + 16])
      guard (try? AES.inversePermute(&block, key: symmetric)) != nil else { return nil }
      plain += block
      place += 16
    }
    return plain
  }
}

extension [UInt8] {
  /// Two and four bytes, the small one first; zero where there are none.
  fileprivate func word(_ place: Int) -> Int { place + 2 <= count ? Int(self[place]) | Int(self[place + 1]) << 8 : 0 }
  fileprivate func double(_ place: Int) -> Int { word(place) | word(place + 2) << 16 }
}
