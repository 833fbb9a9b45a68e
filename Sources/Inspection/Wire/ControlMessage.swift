import Configuration

/// What the filter tells its zygote.
enum ZygoteCommand: Equatable {
  /// The first message, and the only of its kind; the people index comes along as a descriptor if there is one.
  case setUp(ZygoteOrder)
  /// Answered by `forked` with the worker's socket, or by `forkFailed`; in the order of asking.
  case fork(WorkerKind)
  /// Ends one of the zygote's own workers; ignored for any other process.
  case kill(pid: Int32)

  func encoded() -> [UInt8] {
    var writer = ByteWriter()
    switch self {
    case .setUp(let order):
      writer.byte(1)
      order.encode(to: &writer)
    case .fork(let kind):
      writer.byte(2)
      writer.byte(kind.rawValue)
    case .kill(let pid):
      writer.byte(3)
      writer.integer(Int(pid))
    }
    return writer.bytes
  }

  init(_ bytes: [UInt8]) throws(CodecError) {
    var reader = ByteReader(bytes)
    switch try reader.byte() {
    case 1: self = .setUp(try ZygoteOrder(from: &reader))
    case 2:
      guard let kind = WorkerKind(rawValue: try reader.byte()) else { throw CodecError("an unknown kind of worker") }
      self = .fork(kind)
    case 3: self = .kill(pid: Int32(try reader.integer(in: 1...Int(Int32.max))))
    default: throw CodecError("an unknown command")
    }
    try reader.finish()
  }
}

/// What a zygote tells the filter.
enum ZygoteReport: Equatable {
  /// Everything is loaded, and a trial worker has locked itself down. What the kernel lacks of that, in words.
  case ready(downgrades: [String])
  /// It cannot serve, for this reason; it ends now.
  case failed(String)
  /// A worker, with its socket.
  case forked(pid: Int32)
  case forkFailed(String)
  /// A worker has ended; `status` as wait(2) gives it.
  case died(pid: Int32, status: Int32)

  func encoded() -> [UInt8] {
    var writer = ByteWriter()
    switch self {
    case .ready(let downgrades):
      writer.byte(1)
      writer.list(downgrades) { $0.string($1) }
    case .failed(let reason):
      writer.byte(2)
      writer.string(reason)
    case .forked(let pid):
      writer.byte(3)
      writer.integer(Int(pid))
    case .forkFailed(let reason):
      writer.byte(4)
      writer.string(reason)
    case .died(let pid, let status):
      writer.byte(5)
      writer.integer(Int(pid))
      writer.integer(Int(status))
    }
    return writer.bytes
  }

  init(_ bytes: [UInt8]) throws(CodecError) {
    var reader = ByteReader(bytes)
    let pids = 1...Int(Int32.max)
    switch try reader.byte() {
    case 1:
      self = .ready(
        downgrades: try reader.list(ofAtLeast: 4, atMost: 100) { reader throws(CodecError) in
          try reader.string(atMost: ControlSocket.longestText)
        })
    case 2: self = .failed(try reader.string(atMost: ControlSocket.longestText))
    case 3: self = .forked(pid: Int32(try reader.integer(in: pids)))
    case 4: self = .forkFailed(try reader.string(atMost: ControlSocket.longestText))
    case 5:
      let pid = Int32(try reader.integer(in: pids))
      self = .died(pid: pid, status: Int32(try reader.integer(in: Int(Int32.min)...Int(Int32.max))))
    default: throw CodecError("an unknown report")
    }
    try reader.finish()
  }
}

/// What a zygote loads, and the bounds that its workers set themselves.
struct ZygoteOrder: Equatable {
  /// Empty for none.
  var rulesFolder: String
  /// Where compiled rules are kept from one start to the next; empty for nowhere.
  var patternCache: String
  var keepsPatterns: Bool
  /// Memory that a worker may take beyond what the zygote has loaded already, in bytes.
  var memory: Int
  /// Processor time of one worker over all its messages, in seconds.
  var processorSeconds: Int
  var parts: Int
  var depth: Int
  var decodedBytes: Int

  init(rulesFolder: String, patternCache: String = "", keepsPatterns: Bool = false, limits: Settings.Limits) {
    self.rulesFolder = rulesFolder
    self.patternCache = patternCache
    self.keepsPatterns = keepsPatterns
    memory = limits.workerMemory
    processorSeconds = InspectorPool.longestBudget / 1000 + InspectorPool.longestWork / 1_000_000
    parts = limits.parts
    depth = limits.depth
    decodedBytes = limits.decodedBytes
  }

  func encode(to writer: inout ByteWriter) {
    writer.string(rulesFolder)
    writer.string(patternCache)
    writer.bool(keepsPatterns)
    for value in [memory, processorSeconds, parts, depth, decodedBytes] { writer.integer(value) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    rulesFolder = try reader.string(atMost: 4096)
    patternCache = try reader.string(atMost: 4096)
    keepsPatterns = try reader.bool()
    memory = try reader.integer(in: 1...(1 << 50))
    processorSeconds = try reader.integer(in: 1...1_000_000)
    parts = try reader.integer(in: 1...1_000_000)
    depth = try reader.integer(in: 1...1_000)
    decodedBytes = try reader.integer(in: 1...(1 << 50))
  }
}
