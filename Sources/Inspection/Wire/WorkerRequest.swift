import Spool

/// What a worker is asked, as it goes over the wire; the message itself goes beside it, as a descriptor.
enum WorkerRequest {
  case inspect(InspectionRequest)
  case selfTest(SelfTest)

  /// The memory file to pass along; -1 for none.
  var descriptor: Int32 {
    switch self {
    case .inspect(let request): request.subject.file.descriptor
    case .selfTest: -1
    }
  }

  func encoded() -> [UInt8] {
    var writer = ByteWriter()
    switch self {
    case .inspect(let request):
      writer.byte(1)
      request.subject.encode(to: &writer)
      writer.string(request.sender)
      writer.list(request.recipients) { $0.string($1) }
      writer.bool(request.readsContent)
      writer.bool(request.headersWereCut)
    case .selfTest(let test):
      writer.byte(2)
      test.encode(to: &writer)
    }
    return writer.bytes
  }

  /// - Parameter file: the message that came along.
  init(_ bytes: [UInt8], file: MemoryFile?) throws(CodecError) {
    var reader = ByteReader(bytes)
    switch try reader.byte() {
    case 1:
      guard let file else { throw CodecError("a request came without its message") }
      let subject = try InspectionRequest.Subject(from: &reader, file: file)
      var request = InspectionRequest(subject, sender: try reader.string(atMost: 1 << 16), recipients: [])
      request.recipients = try reader.list(ofAtLeast: 4) { reader throws(CodecError) in
        try reader.string(atMost: 1 << 16)
      }
      request.readsContent = try reader.bool()
      request.headersWereCut = try reader.bool()
      self = .inspect(request)
    case 2: self = .selfTest(try SelfTest(from: &reader))
    default: throw CodecError("an unknown request")
    }
    try reader.finish()
  }
}

extension InspectionRequest.Subject {
  var file: MemoryFile {
    switch self {
    case .message(let file), .text(let file), .file(let file, _): file
    }
  }

  fileprivate func encode(to writer: inout ByteWriter) {
    switch self {
    case .message: writer.byte(1)
    case .text: writer.byte(2)
    case .file(_, let name):
      writer.byte(3)
      writer.string(name)
    }
  }

  fileprivate init(from reader: inout ByteReader, file: MemoryFile) throws(CodecError) {
    switch try reader.byte() {
    case 1: self = .message(file)
    case 2: self = .text(file)
    case 3: self = .file(file, name: try reader.string(atMost: 1 << 16))
    default: throw CodecError("an unknown subject")
    }
  }
}
