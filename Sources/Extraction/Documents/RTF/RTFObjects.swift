/// Objects and pictures that an RTF file holds in hexadecimal digits.
struct RTFObjects {
  /// The picture that is being read: the end of its name; nil for a kind that cannot be looked at.
  var ending: String?
  private var current: [UInt8] = []
  private var high: UInt8?
  private var objects: [[UInt8]] = []
  private var pictures: [(ending: String, bytes: [UInt8])] = []
  private static let limit = 1_000

  mutating func add(hex text: UnsafeRawBufferPointer) {
    for byte in text {
      guard let digit = RTFTokens.hex(byte) else { continue }
      if let high {
        current.append(high << 4 | digit)
        self.high = nil
      } else {
        high = digit
      }
    }
  }

  mutating func add(_ bytes: Slice<UnsafeRawBufferPointer>) { current += bytes }

  mutating func end(_ sink: RTFState.Sink) {
    defer {
      current = []
      high = nil
    }
    guard !current.isEmpty, objects.count + pictures.count < Self.limit else { return }
    if sink == .object {
      objects.append(current)
    } else if let ending {
      pictures.append((ending, current))
    }
  }

  func add(to reading: inout DocumentReading, _ budget: inout DocumentBudget) {
    for (number, object) in objects.enumerated() {
      guard let (name, bytes) = Self.embedded(Octets(object)) else {
        reading.fail("an object embedded in it is damaged", .damaged)
        continue
      }
      guard budget.take(bytes: bytes.count) else { return reading.fail(.bytes) }
      if !name.isEmpty { reading.names.append(name) }
      reading.inner.append(
        DocumentReading.Inner(
          name: name.isEmpty ? "object \(number + 1)" : name, bytes: bytes, place: "embedded objects"))
    }
    for (number, picture) in pictures.enumerated() {
      guard budget.take(bytes: picture.bytes.count) else { return reading.fail(.bytes) }
      reading.inner.append(
        DocumentReading.Inner(
          name: "picture \(number + 1).\(picture.ending)", bytes: picture.bytes, place: "pictures"))
    }
  }

  /// The file in an OLE 1.0 object ([MS-OLEDS] §2.2.4, §2.2.5): version, kind, three names, then the data.
  private static func embedded(_ object: Octets) -> (String, [UInt8])? {
    guard let kind = object.u32(4), kind == 2 || kind == 1 else { return nil }
    var place = 8
    var kindName = ""
    for index in 0..<3 {
      guard let count = object.u32(place), count <= object.count, let name = object.part(place + 4, count) else {
        return nil
      }
      if index == 0 { kindName = name.text("windows-1252").filter { $0 != "\0" } }
      place += 4 + count
    }
    // A link has no data.
    guard kind == 2, let size = object.u32(place),
      let data = object.part(place + 4, min(size, object.count - place - 4))
    else { return kind == 1 ? (kindName, []) : nil }
    if kindName == "Package", let file = OLEPackage(data) { return (file.name, file.bytes) }
    return ("", Array(data.bytes))
  }
}

/// A file of any kind that was dragged into a document: what Windows' Object Packager made of it.
struct OLEPackage {
  var name: String
  var bytes: [UInt8]

  /// Two names, two numbers, the path once more, the size, the file.
  init?(_ data: Octets) {
    var place = 2
    func name() -> String? {
      let rest = data.from(place)
      guard let end = rest.bytes.prefix(1_024).firstIndex(of: 0) else { return nil }
      let length = end - rest.bytes.startIndex
      place += length + 1
      return rest.part(0, length)?.text("windows-1252")
    }
    guard let label = name(), name() != nil, data.u16(place + 2) == 3, let length = data.u32(place + 4) else {
      return nil
    }
    place += 8 + length
    guard let size = data.u32(place), let file = data.part(place + 4, size) else { return nil }
    self.name = label
    bytes = Array(file.bytes)
  }
}
