import CICU

/// Letters that look like others (UTS #39): "Аisha" with a Cyrillic А reads as "Aisha".
public enum Confusables {
  /// True when letters of more than one script stand in one token of normalised text. ASCII never does.
  public static func isMixed(_ token: UnsafeRawBufferPointer) -> Bool {
    if token.isASCII { return false }
    let bytes = token.assumingMemoryBound(to: UInt8.self)
    return postern_icu_mixed_scripts(bytes.baseAddress, Int32(clamping: bytes.count)) == 1
  }

  /// The skeleton (UTS #39 §4) of UTF-8 text. Ordinary text changes, too ("1" → "l"): compare skeletons with skeletons.
  public static func skeleton(_ text: [UInt8]) -> [UInt8] {
    text.withUnsafeBufferPointer { bytes in
      let making = { postern_icu_skeleton(bytes.baseAddress, Int32(clamping: bytes.count), $0) }
      return withICUText(of: making) { Array($0.buffer) } ?? text
    }
  }
}
