import Extraction
import Protection
import Spool

extension ProtectionRequest {
  func encode(to writer: inout ByteWriter) {
    switch subject {
    case .message: writer.byte(1)
    case .file(_, let name):
      writer.byte(2)
      writer.string(name)
    }
    order.password.withUTF8 { writer.bytes(Array($0)) }
    switch order.parts {
    case .attachments: writer.byte(1)
    case .numbered(let numbers):
      writer.byte(2)
      writer.list(numbers) { $0.string($1) }
    }
    writer.bool(order.includesBody)
    writer.string(order.archiveName)
  }

  init(from reader: inout ByteReader, file: MemoryFile) throws(CodecError) {
    switch try reader.byte() {
    case 1: subject = .message(file)
    case 2: subject = .file(file, name: try reader.string(atMost: 1 << 16))
    default: throw CodecError("an unknown subject")
    }
    var word = try reader.bytes(atMost: Password.longest)
    defer { Wiping.wipe(&word) }
    guard let password = try? Password(String(decoding: word, as: UTF8.self)) else {
      throw CodecError("a password cannot be one")
    }
    order = ProtectionOrder(password: password)
    switch try reader.byte() {
    case 1: order.parts = .attachments
    case 2:
      order.parts = .numbered(
        try reader.list(ofAtLeast: 4, atMost: 10_000) { reader throws(CodecError) in try reader.string(atMost: 1_000) })
    default: throw CodecError("an unknown choice of parts")
    }
    order.includesBody = try reader.bool()
    order.archiveName = try reader.string(atMost: 1_000)
  }
}

/// What a worker has made: where it goes, and how long it is. The bytes themselves follow the answer on the socket, so that
/// neither side holds a large message twice.
struct ProtectionPlan: Equatable {
  struct Replacement: Equatable {
    var range: Range<Int>
    var count: Int
  }

  var replacements: [Replacement]
  var parts: [ProtectedPart]

  /// Bytes that follow.
  var payload: Int { replacements.reduce(0) { $0 + $1.count } }

  /// Replacements in one message: several for each part.
  private static let longestList = 60_000

  func encode(to writer: inout ByteWriter) {
    writer.list(replacements) { writer, replacement in
      writer.integer(replacement.range.lowerBound)
      writer.integer(replacement.range.upperBound)
      writer.integer(replacement.count)
    }
    writer.list(parts) { writer, part in
      writer.string(part.number)
      switch part.outcome {
      case .office: writer.byte(1)
      case .pdf: writer.byte(2)
      case .archive(let reason):
        writer.byte(3)
        writer.optional(reason) { $0.choice($1) }
      case .alreadyLocked: writer.byte(4)
      }
    }
  }

  init(replacements: [Replacement], parts: [ProtectedPart]) {
    self.replacements = replacements
    self.parts = parts
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    var end = 0
    replacements = try reader.list(ofAtLeast: 24, atMost: Self.longestList) { reader throws(CodecError) in
      let lower = try reader.integer(in: end...(1 << 40))
      let upper = try reader.integer(in: lower...(1 << 40))
      end = upper
      return Replacement(range: lower..<upper, count: try reader.integer(in: 0...(1 << 40)))
    }
    parts = try reader.list(ofAtLeast: 5, atMost: 20_000) { reader throws(CodecError) in
      let number = try reader.string(atMost: 1_000)
      switch try reader.byte() {
      case 1: return ProtectedPart(number: number, outcome: .office)
      case 2: return ProtectedPart(number: number, outcome: .pdf)
      case 3:
        let reason: Lockability.Reason? = try reader.optional { reader throws(CodecError) in try reader.choice() }
        return ProtectedPart(number: number, outcome: .archive(reason: reason))
      case 4: return ProtectedPart(number: number, outcome: .alreadyLocked)
      default: throw CodecError("an unknown outcome")
      }
    }
  }
}

extension ProtectionFailure {
  func encode(to writer: inout ByteWriter) {
    switch self {
    case .nothingToProtect: writer.byte(1)
    case .unknownPart(let number): writer.tagged(2, number)
    case .signed(let number): writer.tagged(3, number)
    case .writtenIntoText(let number): writer.tagged(4, number)
    case .ambiguous: writer.byte(5)
    case .tooLarge: writer.byte(6)
    case .failed(let reason): writer.tagged(7, reason)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    switch try reader.byte() {
    case 1: self = .nothingToProtect
    case 2: self = .unknownPart(try reader.string(atMost: 1_000))
    case 3: self = .signed(try reader.string(atMost: 1_000))
    case 4: self = .writtenIntoText(try reader.string(atMost: 1_000))
    case 5: self = .ambiguous
    case 6: self = .tooLarge
    case 7: self = .failed(try reader.string(atMost: 1_000))
    default: throw CodecError("an unknown failure")
    }
  }
}

extension ByteWriter {
  fileprivate mutating func tagged(_ tag: UInt8, _ text: String) {
    byte(tag)
    string(text)
  }
}
