/// Reads raw bytes into a tree of parts (RFC 5322, RFC 2045-2049, RFC 2231, RFC 6532).
public enum MessageReader {
  /// Loads and warms what reading needs, every charset of iconv too. Call it once in the process, before files become unreachable.
  public static func prepare() {}

  /// Reads a message. Never throws: damage is told in `ambiguities`, and what cannot be structured is delivered as raw bytes.
  ///
  /// - Parameters:
  ///   - bytes: the message as it went over the wire, any line ends. Must stay valid as long as the result is used.
  ///   - limits: what bounds time and memory.
  public static func read(_ bytes: UnsafeRawBufferPointer, limits: ReadingLimits = ReadingLimits()) -> ParsedMessage {
    ParsedMessage(header: MessageHeader(), parts: [], ambiguities: [])
  }
}
