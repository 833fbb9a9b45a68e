public import MIME

/// Takes the text out of each part of a message, with its place in words.
public enum Extractor {
  /// Loads and warms what extraction needs. Call it once in the process, before files become unreachable.
  public static func prepare() {}

  /// Reads the text of every part. Never throws: what cannot be read is said in `parts`.
  public static func extract(_ message: ParsedMessage, limits: ExtractionLimits = ExtractionLimits())
    -> ExtractedMessage
  {
    ExtractedMessage()
  }
}
