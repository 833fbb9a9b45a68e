/// Properties of a message, recipient or file, as Outlook keeps them ([MS-OXPROPS]).
struct MAPIProperties {
  enum Value {
    case text(String)
    /// Bytes in the message's code page.
    case narrow([UInt8])
    case bytes([UInt8])
    case number(Int)
  }

  /// Identifiers of properties.
  enum ID {
    static let messageClass = 0x001A
    static let subject = 0x0037
    static let transportHeaders = 0x007D
    static let senderName = 0x0C1A
    static let senderAddress = 0x0C1F
    static let displayBcc = 0x0E02
    static let displayCc = 0x0E03
    static let displayTo = 0x0E04
    static let body = 0x1000
    static let compressedRTF = 0x1009
    static let html = 0x1013
    static let displayName = 0x3001
    static let address = 0x3003
    static let internetAddress = 0x39FE
    static let attachData = 0x3701
    static let attachName = 0x3704
    static let attachLongName = 0x3707
    static let internetCodePage = 0x3FDE
    static let codePage = 0x3FFD
  }

  private(set) var values: [Int: Value] = [:]

  mutating func set(_ id: Int, _ value: Value) {
    // What comes first stands; a hostile file may repeat a property.
    if values[id] == nil, values.count < 10_000 { values[id] = value }
  }

  func number(_ id: Int) -> Int? { if case .number(let number) = values[id] { number } else { nil } }
  func bytes(_ id: Int) -> [UInt8]? {
    switch values[id] {
    case .bytes(let bytes), .narrow(let bytes): bytes
    default: nil
    }
  }

  func text(_ id: Int, charset: String) -> String? {
    switch values[id] {
    case .text(let text): text
    case .narrow(let bytes): Octets(bytes).text(charset).filter { $0 != "\0" }
    default: nil
    }
  }

  /// A variable value as it is stored, by its type's number ([MS-OXCDATA] §2.11.1).
  static func value(type: Int, _ bytes: Octets) -> Value? {
    switch type {
    case 0x001E: .narrow(Array(bytes.bytes.prefix { $0 != 0 }))
    case 0x001F: .text(String(bytes.utf16.prefix { $0 != "\0" }))
    case 0x0102, 0x000D: .bytes(Array(bytes.bytes))
    default: nil
    }
  }
}
