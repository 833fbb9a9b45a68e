/// An encrypted Office Open XML document: an OLE file around it ([MS-OFFCRYPTO] §2.3.4), of which nothing stands in clear.
/// A password that the message itself states opens it.
enum LockedOfficeReader: DocumentReader {
  /// Each try costs a twentieth of a second or more (100,000 rounds of SHA-512).
  private static let tries = 8

  static func read(_ file: DocumentFile, budget: inout DocumentBudget) -> DocumentReading {
    var reading = DocumentReading()
    reading.isContainer = true
    reading.protection = .openPassword
    guard !file.passwords.isEmpty, let storage = OLEFile(file.bytes),
      let info = storage.stream("EncryptionInfo", limit: 1 << 20), let lock = OfficeLock(info)
    else { return reading }
    for password in file.passwords.prefix(tries) {
      guard let key = lock.key(password) else { continue }
      guard let package = storage.stream("EncryptedPackage", limit: max(budget.bytes, 0)),
        budget.take(bytes: package.count)
      else {
        reading.fail(.bytes)
        return reading
      }
      guard let bytes = lock.open(package, key) else { continue }
      reading.isOpened = true
      reading.inner.append(DocumentReading.Inner(name: "", bytes: bytes, place: ""))
      return reading
    }
    return reading
  }
}
