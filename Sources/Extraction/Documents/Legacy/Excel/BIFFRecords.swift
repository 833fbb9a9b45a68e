/// The records of a workbook stream, one after another: two bytes of kind, two of length ([MS-XLS] §2.1.4).
struct BIFFRecords {
  struct Record {
    var kind: Int
    /// Where it begins in the stream.
    var place: Int
    var body: Octets
    /// The bodies of the CONTINUE records after it.
    var more: [Octets] = []
  }

  enum Kind {
    static let continuation = 0x003C
    static let filePass = 0x002F
  }

  private let stream: Octets
  private var place = 0
  /// True when the last record is cut.
  private(set) var isCut = false

  init(_ stream: [UInt8]) { self.stream = Octets(stream) }

  mutating func next() -> Record? {
    guard var record = one() else { return nil }
    while stream.u16(place) == Kind.continuation, let more = one() { record.more.append(more.body) }
    return record
  }

  private mutating func one() -> Record? {
    guard let kind = stream.u16(place), let length = stream.u16(place + 2) else { return nil }
    // Zeros after the last record are filling.
    if kind == 0, length == 0 { return nil }
    guard let body = stream.part(place + 4, length) else {
      isCut = true
      return nil
    }
    defer { place += 4 + length }
    return Record(kind: kind, place: place, body: body)
  }
}
