/// How much of a message is read before the reader says that it is too much. Reaching any of these is an `Ambiguity`, never silence.
public struct ReadingLimits: Sendable, Hashable {
  /// Parts in the whole message, extra readings included. Real mail has fewer than a hundred; 10,000 nested parts still fit.
  public var parts: Int = 20_000
  /// Levels of nesting, multiparts and messages together (D4). Real threads of forwarded mail stay below ten.
  public var depth: Int = 50
  /// Bytes that all parts together may decode to. Four times the largest message that a usual mail server takes (25-50 MB),
  /// so that every reading of an ambiguous one still fits, well inside the worker's gigabyte.
  public var decodedBytes: Int = 200 << 20
  /// Bytes of one message's headers of which the text is read; 200,000 recipients need about eight million.
  public var headerBytes: Int = 16 << 20
  /// Addresses taken from one message's headers; a mail server refuses far fewer.
  public var addresses: Int = 500_000
  /// Extra readings of ambiguous parts in a whole message. Two or three are an accident, more are an attack.
  public var readings: Int = 64
  /// Bytes copied in order to read ambiguous parts in another way, so that many readings of a large body stay cheap.
  public var readingBytes: Int = 100 << 20

  public init() {}
}
