/// Something that a worker tries on itself, behind the wall, so that the wall can be seen to hold.
public enum SelfTest: Sendable, Hashable {
  /// Tries what no worker may do: files, sockets, programs, processes, other processes' memory, rights.
  case refusals
  /// What the kernel says of this process: user, limits, dumps, mode of seccomp.
  case confinement
  /// Converts to and from each of these charsets by iconv.
  case charsets([String])
  /// Decodes from every charset that ICU has.
  case unicodeCharsets
  /// Works until it is stopped.
  case spin
  /// Waits for so many milliseconds, then answers.
  case pause(milliseconds: Int)
  /// Takes so many bytes of memory, and uses them.
  case allocate(bytes: Int)
  /// Writes to an address that is none.
  case crash
  /// Answers with bytes that mean nothing.
  case babble
  /// Answers, and says that it must not read another message.
  case taint

  /// One thing that was tried.
  public struct Result: Sendable, Hashable {
    /// What was tried: "open a file".
    public var name: String
    /// The system's `errno`, 0 when it went through; for `confinement` the value found.
    public var value: Int
    /// Whether the refusal was counted; always false when it went through.
    public var isCounted: Bool

    public init(name: String, value: Int, isCounted: Bool = false) {
      self.name = name
      self.value = value
      self.isCounted = isCounted
    }
  }
}

extension SelfTest {
  func encode(to writer: inout ByteWriter) {
    switch self {
    case .refusals: writer.byte(1)
    case .confinement: writer.byte(2)
    case .charsets(let names):
      writer.byte(3)
      writer.list(names) { $0.string($1) }
    case .unicodeCharsets: writer.byte(10)
    case .spin: writer.byte(4)
    case .pause(let milliseconds):
      writer.byte(5)
      writer.integer(milliseconds)
    case .allocate(let bytes):
      writer.byte(6)
      writer.integer(bytes)
    case .crash: writer.byte(7)
    case .babble: writer.byte(8)
    case .taint: writer.byte(9)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    switch try reader.byte() {
    case 1: self = .refusals
    case 2: self = .confinement
    case 3:
      self = .charsets(
        try reader.list(ofAtLeast: 4, atMost: 10_000) { reader throws(CodecError) in try reader.string(atMost: 200) })
    case 4: self = .spin
    case 5: self = .pause(milliseconds: try reader.integer(in: 0...InspectorPool.longestBudget))
    case 6: self = .allocate(bytes: try reader.integer(in: 0...(1 << 50)))
    case 7: self = .crash
    case 8: self = .babble
    case 9: self = .taint
    case 10: self = .unicodeCharsets
    default: throw CodecError("an unknown self-test")
    }
  }
}
