import MIME

/// Messages that Outlook saves as files ([MS-OXMSG]).
enum OutlookMessageReader: DocumentReader {
  /// Recipients and files of one message.
  private static let limit = 20_000

  static func read(_ file: DocumentFile, budget: inout DocumentBudget) -> DocumentReading {
    var reading = DocumentReading()
    guard let ole = OLEFile(file.bytes) else {
      reading.fail("damaged", .damaged)
      return reading
    }
    // What is read is a copy of what lies in the file.
    guard budget.take(bytes: file.bytes.count) else {
      reading.fail(.bytes)
      return reading
    }
    let message = message(ole, headerSize: 32, depth: 0, file.bytes.count)
    message.add(to: &reading, &budget)
    return reading
  }

  private static func message(_ storage: OLEFile, headerSize: Int, depth: Int, _ limit: Int) -> MAPIMessage {
    var message = MAPIMessage()
    message.properties = properties(storage, headerSize: headerSize, limit)
    for name in storage.names.prefix(Self.limit) {
      if name.hasPrefix("__recip_version1.0_"), let recipient = storage.folder(name) {
        message.recipients.append(properties(recipient, headerSize: 8, limit))
      } else if name.hasPrefix("__attach_version1.0_"), let file = storage.folder(name) {
        var attachment = MAPIMessage.File(properties: properties(file, headerSize: 8, limit))
        // §2.2.2.1: an attached message is a storage, whose properties have a shorter header (§2.4.1.2).
        if let inner = file.folder("__substg1.0_3701000D"), depth <= MAPIMessage.depth {
          if inner.names.contains(where: { $0.hasPrefix("__properties_version1.0") }) {
            attachment.message = [Self.message(inner, headerSize: 24, depth: depth + 1, limit)]
          } else if let object = inner.copy(limit: limit) {
            attachment.properties.set(MAPIProperties.ID.attachData, .bytes(object))
          }
        }
        message.files.append(attachment)
      }
    }
    return message
  }

  /// Numbers stand in one stream (§2.4), texts and bytes in one each, named by identifier and type (§2.4.2).
  private static func properties(_ storage: OLEFile, headerSize: Int, _ limit: Int) -> MAPIProperties {
    var properties = MAPIProperties()
    if let bytes = storage.stream("__properties_version1.0", limit: 1 << 20) {
      let table = Octets(bytes).from(headerSize)
      for place in stride(from: 0, to: table.count - 15, by: 16) {
        guard let type = table.u16(place), let id = table.u16(place + 2), let value = table.u32(place + 8) else {
          break
        }
        if type == 0x0003 || type == 0x000B || type == 0x0002 { properties.set(id, .number(value)) }
      }
    }
    let prefix = "__substg1.0_"
    for name in storage.names where name.hasPrefix(prefix) {
      guard let code = UInt32(name.dropFirst(prefix.count).prefix(8), radix: 16),
        name.utf8.count == prefix.utf8.count + 8
      else { continue }
      let type = Int(code & 0xFFFF)
      guard [0x001E, 0x001F, 0x0102].contains(type), let bytes = storage.stream(name, limit: limit),
        let value = MAPIProperties.value(type: type, Octets(bytes))
      else { continue }
      properties.set(Int(code >> 16), value)
    }
    return properties
  }
}
