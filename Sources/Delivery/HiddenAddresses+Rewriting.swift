import Configuration
import Foundation
public import Policy
public import Spool

extension HiddenAddresses {
  /// How the recipients of a stored message are hidden.
  public init(of message: MemoryFile, showing shown: ShownAddresses = .nobody) throws {
    self = try message.withBytes { bytes in
      HiddenAddresses(
        HeaderBlock.fields(bytes).fields.map { HeaderField(name: $0.name, value: $0.value) }, showing: shown)
    }
  }

  /// Appends a message whose recipients are hidden, for one that Postfix cannot be asked to edit any more. All other
  /// fields and the whole body stay as they are, byte for byte.
  /// - Parameter tag: what is taken off its subject.
  static func rewrite(
    _ message: MemoryFile, into file: MemoryFile, showing shown: ShownAddresses = .nobody,
    without tag: SubjectTag? = nil
  ) throws {
    try message.withBytes { bytes in
      let (fields, end) = HeaderBlock.fields(bytes)
      let header = fields.map { HeaderField(name: $0.name, value: $0.value) }
      var seen: [String: Int] = [:]
      let edits = (HiddenAddresses(header, showing: shown).edits + (tag?.edits(of: header) ?? [])).map { edit in
        HeaderEdit(
          name: edit.name, occurrence: edit.occurrence, value: edit.value?.replacingOccurrences(of: "\n", with: "\r\n"))
      }
      for field in fields {
        let name = field.name.lowercased()
        seen[name, default: 0] += 1
        let edit = edits.first { $0.name.lowercased() == name && $0.occurrence == seen[name] }
        if edit == nil {
          try file.append(UnsafeRawBufferPointer(rebasing: bytes[field.range]))
        } else if let value = edit?.value {
          try file.append(Array("\(field.name): \(value)\r\n".utf8))
        }
      }
      for edit in edits where seen[edit.name.lowercased()] == nil {
        if let value = edit.value { try file.append(Array("\(edit.name): \(value)\r\n".utf8)) }
      }
      try file.append(UnsafeRawBufferPointer(rebasing: bytes[end...]))
    }
  }
}

/// The fields of a message as Postfix handed them over (RFC 5322 §2.2), by their places.
private enum HeaderBlock {
  struct Field {
    /// With its folds and its line end; also a line that is no field.
    var range: Range<Int>
    var name: String
    var value: String
  }

  /// - Returns: the fields, and where the line that ends the header begins.
  static func fields(_ bytes: UnsafeRawBufferPointer) -> (fields: [Field], end: Int) {
    var fields: [Field] = []
    var from = 0
    while from < bytes.count {
      var next = lineEnd(bytes, from)
      if bytes[from] == 0x0A || (bytes[from] == 0x0D && next - from == 2) { return (fields, from) }
      while next < bytes.count, bytes[next] == 0x20 || bytes[next] == 0x09 { next = lineEnd(bytes, next) }
      let line = bytes[from..<next]
      let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? next
      let name = String(decoding: bytes[from..<colon], as: UTF8.self)
      let value = colon < next ? String(decoding: bytes[(colon + 1)..<next], as: UTF8.self) : ""
      fields.append(Field(range: from..<next, name: name, value: value))
      from = next
    }
    return (fields, bytes.count)
  }

  private static func lineEnd(_ bytes: UnsafeRawBufferPointer, _ from: Int) -> Int {
    var at = from
    while at < bytes.count, bytes[at] != 0x0A { at += 1 }
    return min(at + 1, bytes.count)
  }
}
