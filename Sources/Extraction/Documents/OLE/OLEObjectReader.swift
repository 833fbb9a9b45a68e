/// An embedded object's coat: another program's file in an OLE file ([MS-OLEDS] §2.3).
enum OLEObjectReader: DocumentReader {
  static func read(_ file: DocumentFile, budget: inout DocumentBudget) -> DocumentReading {
    var reading = DocumentReading()
    reading.isContainer = true
    guard let storage = OLEFile(file.bytes) else {
      reading.fail("damaged", .damaged)
      return reading
    }
    for name in storage.names {
      guard let stream = Stream(rawValue: name.lowercased()) else { continue }
      guard let bytes = storage.stream(name, limit: max(budget.bytes, 0)) else {
        reading.fail("damaged", .damaged)
        continue
      }
      guard budget.take(bytes: bytes.count) else {
        reading.fail(.bytes)
        break
      }
      switch stream {
      case .native: if let inner = native(bytes) { reading.inner.append(inner) }
      case .package, .contents, .odf:
        reading.inner.append(DocumentReading.Inner(name: "object", bytes: bytes, place: ""))
      }
    }
    return reading
  }

  private enum Stream: String {
    case native = "\u{1}ole10native"
    case package, contents
    case odf = "embeddedodf"
  }

  /// A file that the packager put in: its label, two paths, then its bytes (as Windows' packager writes it).
  private static func native(_ bytes: [UInt8]) -> DocumentReading.Inner? {
    var place = 6
    func text() -> String? {
      guard let end = bytes[min(place, bytes.count)...].firstIndex(of: 0), end - place < 4096 else { return nil }
      defer { place = end + 1 }
      return String(decoding: bytes[place..<end], as: UTF8.self)
    }
    func number() -> Int? {
      guard place + 4 <= bytes.count else { return nil }
      defer { place += 4 }
      return (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    if let label = text(), text() != nil {
      place += 4
      if let length = number(), length <= 4096, place + length <= bytes.count {
        place += length
        if let size = number(), size > 0, place + size <= bytes.count {
          return DocumentReading.Inner(name: label, bytes: Array(bytes[place..<place + size]), place: "")
        }
      }
    }
    // Other programs write their own bytes behind the length.
    return bytes.count > 4 ? DocumentReading.Inner(name: "object", bytes: Array(bytes[4...]), place: "") : nil
  }
}
