import MIME

/// winmail.dat: a message in Outlook's own transport format ([MS-OXTNEF]).
enum TNEFReader: DocumentReader {
  private static let signature = 0x223E_9F78

  /// Attributes (§2.1.3.1), by tag and type.
  private enum Attribute {
    static let subject = 0x0001_8004
    static let body = 0x0002_800C
    static let properties = 0x0006_9003
    static let recipients = 0x0006_9004
    static let codePage = 0x0006_9007
    static let fileStart = 0x0006_9002
    static let fileTitle = 0x0001_8010
    static let fileData = 0x0006_800F
    static let fileProperties = 0x0006_9005
  }

  static func read(_ file: DocumentFile, budget: inout DocumentBudget) -> DocumentReading {
    var reading = DocumentReading()
    guard budget.take(bytes: file.bytes.count) else {
      reading.fail(.bytes)
      return reading
    }
    let (message, isWhole) = message(Octets(Array(file.bytes)), depth: 0)
    guard let message else {
      reading.fail("damaged", .damaged)
      return reading
    }
    message.add(to: &reading, &budget)
    if !isWhole { reading.fail("damaged", .damaged) }
    return reading
  }

  /// - Returns: nil for what is no such message; false when it ends too early.
  private static func message(_ bytes: Octets, depth: Int) -> (MAPIMessage?, Bool) {
    guard bytes.u32(0) == signature else { return (nil, false) }
    var message = MAPIMessage()
    var place = 6
    while place < bytes.count {
      // Level, attribute, length, data, checksum (§2.1.2).
      guard bytes.u8(place) != nil, let attribute = bytes.u32(place + 1), let length = bytes.u32(place + 5),
        let data = bytes.part(place + 9, length)
      else { return (message, false) }
      take(attribute, data, &message, depth)
      place += 9 + length + 2
    }
    return (message, true)
  }

  private static func take(_ attribute: Int, _ data: Octets, _ message: inout MAPIMessage, _ depth: Int) {
    typealias ID = MAPIProperties.ID
    func narrow(_ id: Int, _ properties: inout MAPIProperties) {
      properties.set(id, .narrow(Array(data.bytes.prefix { $0 != 0 })))
    }
    switch attribute {
    case Attribute.codePage: if let page = data.u32(0) { message.properties.set(ID.codePage, .number(page)) }
    case Attribute.subject: narrow(ID.subject, &message.properties)
    case Attribute.body: narrow(ID.body, &message.properties)
    case Attribute.properties:
      var place = 0
      message.properties.merge(properties(data, at: &place))
    case Attribute.recipients:
      var place = 4
      for _ in 0..<min(data.u32(0) ?? 0, 20_000) where place < data.count {
        message.recipients.append(properties(data, at: &place))
      }
    case Attribute.fileStart:
      if message.files.count < 20_000 { message.files.append(MAPIMessage.File(properties: MAPIProperties())) }
    default:
      guard let last = message.files.indices.last else { return }
      switch attribute {
      case Attribute.fileTitle: narrow(ID.attachName, &message.files[last].properties)
      case Attribute.fileData: message.files[last].properties.set(ID.attachData, .bytes(Array(data.bytes)))
      case Attribute.fileProperties:
        var place = 0
        let found = properties(data, at: &place)
        // An embedded message is an object: its class, then a message in this format.
        if let object = found.bytes(ID.attachData), object.count > 16, depth < MAPIMessage.depth,
          let inner = Self.message(Octets(object[16...]), depth: depth + 1).0
        {
          message.files[last].message = [inner]
        }
        message.files[last].properties.merge(found)
      default: break
      }
    }
  }

  /// A list of properties (§2.1.3.4): each with its type, identifier, perhaps a name, and values padded to four bytes.
  private static func properties(_ data: Octets, at place: inout Int) -> MAPIProperties {
    var properties = MAPIProperties()
    guard let count = data.u32(place) else {
      place = data.count
      return properties
    }
    place += 4
    for _ in 0..<min(count, 10_000) {
      guard let type = data.u16(place), let id = data.u16(place + 2) else { break }
      place += 4
      if id >= 0x8000 { skipName(data, &place) }
      let isMany = type & 0x1000 != 0
      let base = type & 0x0FFF
      var many = 1
      let isVariable = [0x001E, 0x001F, 0x0102, 0x000D].contains(base)
      if isMany || isVariable {
        guard let number = data.u32(place), number <= data.count else { break }
        many = number
        place += 4
      }
      for _ in 0..<many {
        if isVariable {
          guard let length = data.u32(place), let value = data.part(place + 4, length) else {
            place = data.count
            return properties
          }
          if let value = MAPIProperties.value(type: base, value) { properties.set(id, value) }
          place += 4 + (length + 3) & ~3
        } else {
          guard let number = data.u32(place) else { return properties }
          if [0x0002, 0x0003, 0x000B].contains(base) { properties.set(id, .number(number)) }
          place += fixedSize(base)
        }
      }
    }
    return properties
  }

  private static func fixedSize(_ type: Int) -> Int {
    switch type {
    case 0x0005, 0x0006, 0x0007, 0x0014, 0x0040: 8
    case 0x0048: 16
    default: 4
    }
  }

  private static func skipName(_ data: Octets, _ place: inout Int) {
    place += 16
    let isText = data.u32(place) == 1
    place += 4
    if isText, let length = data.u32(place) {
      place += 4 + (length + 3) & ~3
    } else {
      place += 4
    }
  }
}

extension MAPIProperties {
  /// Adds those that are not there yet.
  mutating func merge(_ other: MAPIProperties) { for (id, value) in other.values { set(id, value) } }
}
