import Protection
import Spool

/// What a worker is asked, as it goes over the wire; a small message goes along with it, a larger one beside it, as a
/// descriptor.
enum WorkerRequest {
  case inspect(InspectionRequest)
  case protect(ProtectionRequest)
  case selfTest(SelfTest)

  /// Holds a password, which is to be wiped once it is sent.
  var isSecret: Bool {
    if case .protect = self { true } else { false }
  }

  /// - Returns: the bytes to send, and the memory file to pass along; -1 for none.
  func encoded() -> (bytes: [UInt8], descriptor: Int32) {
    var writer = ByteWriter()
    var descriptor: Int32 = -1
    switch self {
    case .inspect(let request):
      writer.byte(1)
      descriptor = Self.encode(request.subject.file, to: &writer)
      request.subject.encode(to: &writer)
      writer.string(request.sender)
      writer.list(request.recipients) { $0.string($1) }
      writer.bool(request.readsContent)
      writer.bool(request.headersWereCut)
    case .protect(let request):
      writer.byte(3)
      descriptor = Self.encode(request.file, to: &writer)
      request.encode(to: &writer)
    case .selfTest(let test):
      writer.byte(2)
      test.encode(to: &writer)
    }
    return (writer.bytes, descriptor)
  }

  /// - Returns: the descriptor to pass along; -1 where the bytes go with the request.
  private static func encode(_ file: MemoryFile, to writer: inout ByteWriter) -> Int32 {
    switch file.handover {
    case .copy(let bytes):
      writer.reserve(bytes.count + 512)
      writer.bool(true)
      writer.bytes(bytes)
      return -1
    case .descriptor(let open):
      writer.bool(false)
      return open
    }
  }

  private static func decodeFile(_ reader: inout ByteReader, _ passed: MemoryFile?) throws(CodecError) -> MemoryFile {
    let copy = try reader.optional { reader throws(CodecError) in
      MemoryFile(sealing: try reader.bytes(atMost: MemoryFile.smallLength))
    }
    guard let file = copy ?? passed else { throw CodecError("a request came without its message") }
    return file
  }

  /// - Parameter file: what was passed along.
  init(_ bytes: [UInt8], file: MemoryFile?) throws(CodecError) {
    var reader = ByteReader(bytes)
    switch try reader.byte() {
    case 1:
      let file = try Self.decodeFile(&reader, file)
      let subject = try InspectionRequest.Subject(from: &reader, file: file)
      var request = InspectionRequest(subject, sender: try reader.string(atMost: 1 << 16), recipients: [])
      request.recipients = try reader.list(ofAtLeast: 4) { reader throws(CodecError) in
        try reader.string(atMost: 1 << 16)
      }
      request.readsContent = try reader.bool()
      request.headersWereCut = try reader.bool()
      self = .inspect(request)
    case 2: self = .selfTest(try SelfTest(from: &reader))
    case 3: self = .protect(try ProtectionRequest(from: &reader, file: try Self.decodeFile(&reader, file)))
    default: throw CodecError("an unknown request")
    }
    try reader.finish()
  }
}

extension InspectionRequest.Subject {
  var file: MemoryFile {
    switch self {
    case .message(let file), .text(let file), .file(let file, _), .reading(let file): file
    }
  }

  fileprivate func encode(to writer: inout ByteWriter) {
    switch self {
    case .message: writer.byte(1)
    case .text: writer.byte(2)
    case .file(_, let name):
      writer.byte(3)
      writer.string(name)
    case .reading: writer.byte(4)
    }
  }

  fileprivate init(from reader: inout ByteReader, file: MemoryFile) throws(CodecError) {
    switch try reader.byte() {
    case 1: self = .message(file)
    case 2: self = .text(file)
    case 3: self = .file(file, name: try reader.string(atMost: 1 << 16))
    case 4: self = .reading(file)
    default: throw CodecError("an unknown subject")
    }
  }
}
