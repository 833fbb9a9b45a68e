import Protection

/// What a worker found.
enum WorkerAnswer: Equatable {
  case inspection(Inspection)
  case extraction(FileExtraction)
  case reading(MessageReading)
  case selfTest([SelfTest.Result])
  /// The bytes to put in follow the answer.
  case protection(ProtectionPlan)
  case notProtected(ProtectionFailure)
  /// It could not even begin, for this reason, which quotes nothing of the message.
  case failed(String)
}

/// A worker's answer, with what the pool must know about the worker. The pool takes it for as untrustworthy as mail:
/// whoever takes over a worker writes these bytes.
struct AnswerEnvelope: Equatable {
  var answer: WorkerAnswer
  /// The worker has opened what could have taken it over, and must not see another message (D4).
  var isTainted = false
  /// Something is written in a charset that the worker had not loaded: the answer is not to be used.
  var lacksCharset = false
  /// Refused system calls by name.
  var refusals: [String: Int] = [:]
  var microseconds = 0
  /// The most memory that the worker has held so far, in bytes.
  var peakMemory = 0

  init(_ answer: WorkerAnswer, isTainted: Bool = false, refusals: [String: Int] = [:], microseconds: Int = 0) {
    self.answer = answer
    self.isTainted = isTainted
    self.refusals = refusals
    self.microseconds = microseconds
  }

  func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.reserve(1024)
    writer.bool(isTainted)
    writer.bool(lacksCharset)
    writer.integer(microseconds)
    writer.integer(peakMemory)
    writer.list(refusals.sorted { $0.key < $1.key }) { writer, refusal in
      writer.string(refusal.key)
      writer.integer(refusal.value)
    }
    switch answer {
    case .inspection(let inspection):
      writer.byte(1)
      inspection.encode(to: &writer)
    case .selfTest(let results):
      writer.byte(2)
      writer.list(results) { writer, result in
        writer.string(result.name)
        writer.integer(result.value)
        writer.bool(result.isCounted)
      }
    case .failed(let reason):
      writer.byte(3)
      writer.string(reason)
    case .extraction(let extraction):
      writer.byte(4)
      extraction.encode(to: &writer)
    case .reading(let reading):
      writer.byte(5)
      reading.encode(to: &writer)
    case .protection(let plan):
      writer.byte(6)
      plan.encode(to: &writer)
    case .notProtected(let failure):
      writer.byte(7)
      failure.encode(to: &writer)
    }
    return writer.bytes
  }

  init(_ bytes: [UInt8]) throws(CodecError) {
    var reader = ByteReader(bytes)
    isTainted = try reader.bool()
    lacksCharset = try reader.bool()
    microseconds = try reader.integer(in: 0...(Int.max >> 20))
    peakMemory = try reader.integer(in: 0...(1 << 50))
    let pairs = try reader.list(ofAtLeast: 12, atMost: 1_024) { reader throws(CodecError) in
      let name = try reader.callName()
      return (name, try reader.integer(in: 0...Int(UInt32.max)))
    }
    for (name, count) in pairs { refusals[name, default: 0] += count }
    switch try reader.byte() {
    case 1: answer = .inspection(try Inspection(from: &reader))
    case 2:
      answer = .selfTest(
        try reader.list(ofAtLeast: 13, atMost: 20_000) { reader throws(CodecError) in
          SelfTest.Result(
            name: try reader.string(atMost: 200), value: try reader.integer(in: Int.min...Int.max),
            isCounted: try reader.bool())
        })
    case 3: answer = .failed(try reader.string(atMost: 1_000))
    case 4: answer = .extraction(try FileExtraction(from: &reader))
    case 5: answer = .reading(try MessageReading(from: &reader))
    case 6: answer = .protection(try ProtectionPlan(from: &reader))
    case 7: answer = .notProtected(try ProtectionFailure(from: &reader))
    default: throw CodecError("an unknown answer")
    }
    try reader.finish()
  }
}

extension ByteReader {
  /// A system call's name: it goes into logs and metrics, so it must look like one.
  mutating func callName() throws(CodecError) -> String {
    let name = try string(atMost: 40)
    guard name.utf8.allSatisfy({ $0 == 0x5F || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }) else {
      throw CodecError("a system call's name has strange letters")
    }
    return name
  }
}
