/// Documents that Office's formats until 2003 hold inside: Excel in storages "MBD…" ([MS-XLS] §2.1.7.3), Word in the
/// storage "ObjectPool" ([MS-DOC] §2.1.4).
enum OLEObjects {
  private static let limit = 500

  static func read(_ ole: OLEFile, _ reading: inout DocumentReading, _ budget: inout DocumentBudget) {
    let pool = ole.folder("ObjectPool")
    let storages =
      ole.names.filter { $0.hasPrefix("MBD") }.compactMap { ole.folder($0) }
      + (pool?.names ?? []).compactMap { pool?.folder($0) }
    for (number, storage) in storages.prefix(limit).enumerated() {
      guard let bytes = storage.copy(limit: budget.bytes) else {
        reading.fail("an object embedded in it is damaged or too large", .damaged)
        continue
      }
      guard budget.take(bytes: bytes.count) else { return reading.fail(.bytes) }
      reading.inner.append(
        DocumentReading.Inner(name: "object \(number + 1)", bytes: bytes, place: "embedded objects"))
    }
    if storages.count > limit { reading.fail(.entries) }
  }
}
