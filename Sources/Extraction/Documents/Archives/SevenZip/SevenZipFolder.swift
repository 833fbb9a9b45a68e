/// A folder of a 7z archive: packed streams, and the coders that turn them into one unpacked stream.
struct SevenZipFolder {
  struct Coder {
    var method: [UInt8]
    var inputs: Int
    var outputs: Int
    var properties: [UInt8]?

    var isCipher: Bool { method == [0x06, 0xF1, 0x07, 0x01] }

    static let copy = Coder(method: [0], inputs: 1, outputs: 1)
  }

  struct Bind {
    var input: Int
    var output: Int
  }

  var coders: [Coder] = []
  var binds: [Bind] = []
  /// Which input each packed stream goes into.
  var packed: [Int] = []
  /// One for each output.
  var sizes: [Int] = []
  var digest: UInt32?
  /// The files that the unpacked stream is cut into.
  var files: [File] = []

  struct File {
    var size: Int
    var digest: UInt32?
  }

  /// 7-Zip's own bound on coders and streams of one folder.
  private static let limit = 32

  var isLocked: Bool { coders.contains { $0.isCipher } }
  private var inputs: Int { coders.reduce(0) { $0 + $1.inputs } }
  var outputs: Int { coders.reduce(0) { $0 + $1.outputs } }

  /// The size of the unpacked stream: of the output that goes nowhere else.
  var size: Int? {
    sizes.indices.last { output in !binds.contains { $0.output == output } }.map { sizes[$0] }
  }

  init(_ reader: inout SevenZipReader) throws(SevenZipFault) {
    for _ in 0..<(try reader.number(upTo: Self.limit)) {
      let flags = try reader.byte()
      // Other ways of the same coder were never used.
      guard flags & 0x80 == 0 else { throw .unknown }
      var coder = Coder(method: Array(try reader.take(Int(flags & 0xF))), inputs: 1, outputs: 1)
      if flags & 0x10 != 0 {
        coder.inputs = try reader.number(upTo: Self.limit)
        coder.outputs = try reader.number(upTo: Self.limit)
      }
      if flags & 0x20 != 0 { coder.properties = Array(try reader.take(reader.number())) }
      coders.append(coder)
    }
    guard !coders.isEmpty, outputs > 0, inputs <= Self.limit, outputs <= Self.limit, inputs >= outputs - 1 else {
      throw .unknown
    }
    for _ in 0..<outputs - 1 {
      binds.append(Bind(input: try reader.number(upTo: inputs - 1), output: try reader.number(upTo: outputs - 1)))
    }
    let streams = inputs - binds.count
    if streams == 1 {
      packed = (0..<inputs).filter { input in !binds.contains { $0.input == input } }
    } else {
      for _ in 0..<streams { packed.append(try reader.number(upTo: inputs - 1)) }
    }
    guard packed.count == streams else { throw .damaged }
  }

  /// Its description; sizes and digest stand elsewhere.
  var description: [UInt8] {
    var all = SevenZipNumbers.number(coders.count)
    for coder in coders {
      let isComplex = coder.inputs != 1 || coder.outputs != 1
      all.append(
        UInt8(coder.method.count) | (isComplex ? 0x10 : 0) | (coder.properties == nil ? 0 : 0x20))
      all += coder.method
      if isComplex { all += SevenZipNumbers.number(coder.inputs) + SevenZipNumbers.number(coder.outputs) }
      if let properties = coder.properties { all += SevenZipNumbers.number(properties.count) + properties }
    }
    for bind in binds { all += SevenZipNumbers.number(bind.input) + SevenZipNumbers.number(bind.output) }
    if packed.count > 1 { for input in packed { all += SevenZipNumbers.number(input) } }
    return all
  }

  /// Puts one byte for each file in its place, whose checksum fits none: names and all other folders can then be read.
  mutating func close() {
    files = files.map { _ in File(size: 1, digest: Self.strange) }
    (coders, binds, packed, sizes, digest) = ([.copy], [], [0], [files.count], nil)
  }

  /// Not the checksum of a zero byte.
  private static let strange: UInt32 = 1

  /// Takes the ciphers out, which stand first in the way of a packed stream.
  /// - Returns: of each packed stream the cipher's properties, and how many bytes it leaves.
  mutating func withoutCiphers() throws(SevenZipFault) -> [(properties: [UInt8], size: Int)?] {
    var taken = [(properties: [UInt8], size: Int)?](repeating: nil, count: packed.count)
    while let index = coders.firstIndex(where: { $0.isCipher }) {
      let coder = coders[index]
      let input = coders[..<index].reduce(0) { $0 + $1.inputs }
      let output = coders[..<index].reduce(0) { $0 + $1.outputs }
      guard coder.inputs == 1, coder.outputs == 1, let stream = packed.firstIndex(of: input), taken[stream] == nil,
        sizes.indices.contains(output)
      else { throw .unknown }
      taken[stream] = (coder.properties ?? [], sizes[output])
      guard let bind = binds.firstIndex(where: { $0.output == output }) else {
        // Encrypted, and packed by nothing.
        guard coders.count == 1 else { throw .unknown }
        coders[0] = .copy
        break
      }
      packed[stream] = binds[bind].input
      binds.remove(at: bind)
      coders.remove(at: index)
      sizes.remove(at: output)
      for place in packed.indices where packed[place] > input { packed[place] -= 1 }
      for place in binds.indices {
        if binds[place].input > input { binds[place].input -= 1 }
        if binds[place].output > output { binds[place].output -= 1 }
      }
    }
    return taken
  }
}
