/// Title, author and the like, which OLE files keep in property sets ([MS-OLEPS]).
enum PropertySets {
  private static let streams = ["\u{5}SummaryInformation", "\u{5}DocumentSummaryInformation"]
  private static let limit = 1 << 20
  /// Template, count of revisions, the program's name ([MS-OLEPS] §3.1): nobody writes these.
  private static let machine: Set<Int> = [7, 9, 18]

  static func read(_ ole: OLEFile, _ reading: inout DocumentReading) {
    var lines: [String] = []
    for name in streams {
      guard let bytes = ole.stream(name, limit: limit) else { continue }
      lines += properties(Octets(bytes), isSummary: name == streams[0])
    }
    reading.add(lines.joined(separator: "\n"), kind: .property, place: "properties")
  }

  private static func properties(_ bytes: Octets, isSummary: Bool) -> [String] {
    guard bytes.u16(0) == 0xFFFE, let sections = bytes.u32(24) else { return [] }
    var lines: [String] = []
    for number in 0..<min(sections, 4) {
      guard let place = bytes.u32(28 + number * 20 + 16) else { continue }
      lines += section(bytes.from(place), isSummary: isSummary)
    }
    return lines
  }

  private static func section(_ bytes: Octets, isSummary: Bool) -> [String] {
    guard let count = bytes.u32(4) else { return [] }
    let entries = (0..<min(count, 1_000)).compactMap { index -> (id: Int, place: Int)? in
      guard let id = bytes.u32(8 + index * 8), let place = bytes.u32(12 + index * 8) else { return nil }
      return (id, place)
    }
    // §2.18.2: property 1 is the code page.
    let page = entries.first { $0.id == 1 }.flatMap { bytes.u16($0.place + 4) } ?? 1252
    let charset = CodePage.charset(page)
    let names = entries.first { $0.id == 0 }.map { dictionary(bytes.from($0.place), page) } ?? [:]
    var lines: [String] = []
    for (id, place) in entries where id > 1 && !(isSummary && machine.contains(id)) {
      guard let text = string(bytes, at: place, charset), !text.isEmpty else { continue }
      lines.append(names[id].map { "\($0): \(text)" } ?? text)
    }
    return lines
  }

  private static func string(_ bytes: Octets, at place: Int, _ charset: String) -> String? {
    guard let type = bytes.u16(place), let count = bytes.u32(place + 4), count <= bytes.count else { return nil }
    let text: String? =
      switch type {
      case 0x1E: bytes.part(place + 8, count)?.text(charset)
      case 0x1F: bytes.part(place + 8, count * 2)?.utf16
      default: nil
      }
    return text?.split(separator: "\0").first?.trimmed
  }

  /// §2.17: the names of properties that people have added.
  private static func dictionary(_ bytes: Octets, _ page: Int) -> [Int: String] {
    guard let count = bytes.u32(0) else { return [:] }
    var names: [Int: String] = [:]
    var place = 4
    for _ in 0..<min(count, 1_000) {
      guard let id = bytes.u32(place), let length = bytes.u32(place + 4), length <= bytes.count else { break }
      let isWide = page == 1200
      guard let name = bytes.part(place + 8, isWide ? length * 2 : length) else { break }
      names[id] = (isWide ? name.utf16 : name.text(CodePage.charset(page))).filter { $0 != "\0" }
      place += 8 + (isWide ? (length * 2 + 3) & ~3 : length)
    }
    return names
  }
}
