/// A message as a tree of parts. It reads from the caller's bytes and must not outlive them.
public struct ParsedMessage {
  /// The header of the message itself.
  public internal(set) var header: MessageHeader
  /// Depth first; the first is the outermost part. Readings beside the usual one follow the part that they read.
  public internal(set) var parts: [MIMEPart]
  /// How the message may be read in more than one way, or is damaged; empty for an honest one.
  public internal(set) var ambiguities: [Ambiguity]

  /// The decoded headers of the message itself.
  public var headers: HeaderFacts { header.facts }
}
