/// The targets in an HLINK record ([MS-XLS] §2.4.140, [MS-OSHARED] §2.3.7.1).
enum BIFFHyperlink {
  private static let url: [UInt8] = [
    0xE0, 0xC9, 0xEA, 0x79, 0xF9, 0xBA, 0xCE, 0x11, 0x8C, 0x82, 0x00, 0xAA, 0x00, 0x4B, 0xA9, 0x0B,
  ]
  private static let file: [UInt8] = [
    0x03, 0x03, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46,
  ]

  static func targets(_ body: Octets) -> [String] {
    // A range of cells, the class of the object, its version.
    guard let flags = body.u32(28) else { return [] }
    var place = 32
    var found: [String] = []
    func wide(counted unit: Int) -> String? {
      guard let count = body.u32(place), let text = body.part(place + 4, count * unit) else { return nil }
      place += 4 + count * unit
      return text.utf16.split(separator: "\0").first.map(String.init)
    }
    for bit in [0x10, 0x80] where flags & bit != 0 {
      guard let text = wide(counted: 2) else { return found }
      if bit == 0x10 { found.append(text) }
    }
    if flags & 1 != 0 {
      if flags & 0x100 != 0 {
        if let text = wide(counted: 2) { found.append(text) }
      } else if let kind = body.part(place, 16) {
        place += 16
        if kind.bytes.elementsEqual(url) {
          if let text = wide(counted: 1) { found.append(text) }
        } else if kind.bytes.elementsEqual(file), let count = body.u32(place + 2),
          let path = body.part(place + 6, count)
        {
          found.append(path.text("windows-1252").filter { $0 != "\0" })
          return found
        }
      }
    }
    if flags & 8 != 0, let text = wide(counted: 2) { found.append(text) }
    return found
  }
}
