/// The rows as bytes, for the store; it seals them, they are in clear here. Columns stand by name, so that a later version
/// may have more.
extension Roster {
  /// Bytes that `init(bytes:)` reads.
  public var bytes: [UInt8] {
    var writer = ByteWriter()
    for kind in RosterKind.allCases {
      let table = table(kind)
      writer.text(kind.rawValue)
      let columns = kind.columns.map(\.name)
      writer.number(columns.count)
      for column in columns { writer.text(column) }
      writer.number(table.count)
      for i in 0..<table.count { for column in columns.indices { writer.text(table.cell(i, column)) } }
    }
    return writer.bytes
  }

  /// - Returns: nil for bytes that are not whole.
  public init?(bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    while !reader.isAtEnd {
      guard let name = reader.text(), let width = reader.number(), width <= 1_000 else { return nil }
      var columns: [String: [Int]] = [:]
      for place in 0..<width {
        guard let column = reader.text() else { return nil }
        columns[column] = [place]
      }
      guard let count = reader.number() else { return nil }
      let kind = RosterKind(rawValue: name)
      for _ in 0..<count {
        var fields: [String] = []
        fields.reserveCapacity(width)
        for _ in 0..<width {
          guard let field = reader.text() else { return nil }
          fields.append(field)
        }
        guard let kind else { continue }
        append(RosterRow(file: "the imported records", line: 0, fields: fields, places: columns), to: kind)
      }
    }
  }
}

private struct ByteWriter {
  var bytes: [UInt8] = []

  mutating func number(_ value: Int) {
    var rest = UInt64(value)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func text(_ text: String) {
    number(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }
}

private struct ByteReader {
  private let bytes: [UInt8]
  private var i = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { i == bytes.count }

  mutating func number() -> Int? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while i < bytes.count, shift < 35 {
      let byte = bytes[i]
      i += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return Int(value) }
      shift += 7
    }
    return nil
  }

  mutating func text() -> String? {
    guard let length = number(), length <= bytes.count - i else { return nil }
    defer { i += length }
    return String(decoding: bytes[i..<(i + length)], as: UTF8.self)
  }
}
