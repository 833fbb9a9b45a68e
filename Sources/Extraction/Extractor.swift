public import MIME
import Normalisation

/// Takes the text out of each part of a message, with its place in words.
public enum Extractor {
  /// Loads and warms what extraction needs. Call it once in the process, before files become unreachable.
  public static func prepare() {
    _ = UnicodeData.load()
    let sample = Array(
      "Content-Type: text/html; charset=koi8-r\r\n\r\n<p style='color:#fff'>\u{E9}<table><tr><td>a".utf8)
    sample.withUnsafeBytes { _ = extract(MessageReader.read($0)) }
    ReaderWarmth.prepare()
    DocumentWarmth.prepare()
  }

  /// Reads the text of every part. Never throws: what cannot be read is said in `parts`.
  public static func extract(_ message: ParsedMessage, limits: ExtractionLimits = ExtractionLimits())
    -> ExtractedMessage
  {
    var collector = TextCollector(limits: limits)
    collector.read(message)
    return collector.result
  }

  /// Reads one file, as if it were attached. The result has one part.
  public static func extract(
    file: UnsafeRawBufferPointer, name: String, limits: ExtractionLimits = ExtractionLimits()
  ) -> ExtractedMessage {
    var collector = TextCollector(limits: limits)
    collector.read(file: file, name: name)
    return collector.result
  }
}
