/// The records of a PowerPoint stream ([MS-PPT] §2.3.1): eight bytes of header; containers hold records.
struct PPTRecord {
  let kind: Int
  /// Bits of its own that a kind gives a meaning to.
  let instance: Int
  let isContainer: Bool
  /// Where it begins in the stream.
  let place: Int
  let body: Octets

  enum Kind {
    static let document = 1000
    static let slide = 1006
    static let slideInfo = 1017
    static let slidePersist = 1011
    static let notes = 1008
    static let mainMaster = 1016
    static let comment = 12_000
    static let headersFooters = 4057
    static let handout = 4041
    static let slideList = 4080
    static let wideText = 4000
    static let narrowText = 4008
    static let string = 4026
    static let userEdit = 4085
    static let persistDirectory = 6002
    static let embeddedObject = 4113
    static let hyperlink = 4055
  }

  /// - Parameter base: where `bytes` begin in the stream.
  init?(_ bytes: Octets, at place: Int, base: Int) {
    guard let head = bytes.u16(place), let kind = bytes.u16(place + 2), let length = bytes.u32(place + 4),
      // A stream that is cut still has what is there.
      let body = bytes.part(place + 8, min(length, max(0, bytes.count - place - 8)))
    else { return nil }
    self.kind = kind
    instance = head >> 4
    isContainer = head & 0xF == 0xF
    self.place = base + place
    self.body = body
  }

  /// What a container holds, in order.
  var children: [PPTRecord] { Self.all(in: body, base: place + 8) }

  static func all(in bytes: Octets, base: Int) -> [PPTRecord] {
    var found: [PPTRecord] = []
    var place = 0
    while let record = PPTRecord(bytes, at: place, base: base) {
      found.append(record)
      place += 8 + record.body.count
    }
    return found
  }

  /// Text of the atoms in here, one a line, in order.
  func texts(depth: Int = 0) -> [String] {
    guard isContainer else {
      switch kind {
      case Kind.wideText, Kind.string: return [Self.plain(body.utf16)]
      case Kind.narrowText: return [Self.plain(body.latin)]
      default: return []
      }
    }
    guard depth < 24 else { return [] }
    return children.flatMap { $0.texts(depth: depth + 1) }
  }

  /// Paragraphs end with returns, lines within with vertical tabs (§2.9.42).
  private static func plain(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map {
          $0.value == 0x0D || $0.value == 0x0B ? "\n" : $0.value < 0x20 && $0 != "\t" ? " " : $0
        }))
  }
}
