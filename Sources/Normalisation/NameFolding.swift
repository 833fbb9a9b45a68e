import CICU

/// Names made comparable: the same for the school's records and for mail.
///
/// After NFKC_Casefold, diacritics go (NFD without nonspacing marks), letters that Unicode does not take apart become
/// plain ones (ł → l, ø → o, đ → d, æ → ae, þ → th …), apostrophes of all shapes go (O'Brien → obrien), and hyphens of
/// all shapes become a space, since "Smith-Jones" and "Smith Jones" are one name.
public enum NameFolding {
  /// Folds a whole name as a person wrote it: "Zoë O’Brien-Łukasz" → "zoe obrien lukasz".
  public static func fold(_ name: String) -> String {
    String(decoding: fold(Array(NormalisedText(name).bytes)), as: UTF8.self)
  }

  /// The folded tokens of a name, as the tokeniser finds them in mail: "Smith-Jones" → ["smith", "jones"].
  public static func tokens(_ name: String) -> [[UInt8]] {
    let text = NormalisedText(name)
    return Tokeniser.tokens(text.bytes).map { fold(Array(text.bytes[$0])) }.filter { !$0.isEmpty }
  }

  /// Folds bytes that are normalised already (a token of `NormalisedText.bytes`).
  public static func fold(_ normalised: [UInt8]) -> [UInt8] {
    normalised.withUnsafeBytes { bytes in
      var folded: [UInt8] = []
      fold(bytes, into: &folded)
      return folded
    }
  }

  /// The same into a buffer that the caller keeps, replacing what is in it.
  public static func fold(_ normalised: UnsafeRawBufferPointer, into folded: inout [UInt8]) {
    folded.removeAll(keepingCapacity: true)
    if normalised.isASCII {
      for byte in normalised { folded.appendFolded(UInt32(byte)) }
      return
    }
    let source = normalised.assumingMemoryBound(to: UInt8.self)
    var made = folded
    let stripping = { postern_icu_strip_marks(source.baseAddress, Int32(clamping: source.count), $0) }
    let done: Void? = withICUText(of: stripping) { text in
      for scalar in String(decoding: text.buffer, as: UTF8.self).unicodeScalars { made.appendFolded(scalar.value) }
    }
    folded = made
    if done == nil { folded.append(contentsOf: normalised) }
  }
}

extension [UInt8] {
  fileprivate mutating func appendFolded(_ scalar: UInt32) {
    switch scalar {
    case 0x27, 0x60, 0xB4, 0x2B9, 0x2BB, 0x2BC, 0x2BD, 0x2018, 0x2019, 0x201B, 0x2032, 0x2035, 0x55A: return
    case 0x2D, 0x2010...0x2015, 0x2212, 0x58A, 0x30FB: append(0x20)
    case 0x142: append(0x6C)  // ł
    case 0xF8: append(0x6F)  // ø
    case 0x111, 0xF0: append(0x64)  // đ, ð
    case 0x127: append(0x68)  // ħ
    case 0x131: append(0x69)  // ı
    case 0x138: append(0x6B)  // ĸ
    case 0x14B: append(0x6E)  // ŋ
    case 0x167: append(0x74)  // ŧ
    case 0x180, 0x253: append(0x62)  // ƀ, ɓ
    case 0x188: append(0x63)  // ƈ
    case 0x1B4: append(0x79)  // ƴ
    case 0x199: append(0x6B)  // ƙ
    case 0x257: append(0x64)  // ɗ
    case 0x1DD, 0x259: append(0x65)  // ǝ, ə
    case 0x268: append(0x69)  // ɨ
    case 0xDF: append(contentsOf: [0x73, 0x73])  // ß
    case 0xE6: append(contentsOf: [0x61, 0x65])  // æ
    case 0x153: append(contentsOf: [0x6F, 0x65])  // œ
    case 0xFE: append(contentsOf: [0x74, 0x68])  // þ
    case 0x133: append(contentsOf: [0x69, 0x6A])  // ĳ
    default:
      if let scalar = Unicode.Scalar(scalar) { append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? []) }
    }
  }
}
