/// How a body was made fit for transport (RFC 2045 §6).
enum TransferEncoding: Hashable {
  case identity, base64, quotedPrintable, uuencode, yEnc

  /// The encoding that a header value names, comments and stray punctuation set aside; nil when it names none that is known.
  init?(_ value: String) {
    switch value.trimmedOfPunctuation {
    case "", "7bit", "8bit", "binary", "7-bit", "8-bit", "7bits", "8bits", "none", "identity": self = .identity
    case "base64": self = .base64
    case "quoted-printable": self = .quotedPrintable
    case "x-uuencode", "uuencode", "x-uue", "uue", "x-uu": self = .uuencode
    case "x-yencode", "yenc", "x-yenc": self = .yEnc
    default: return nil
    }
  }

  /// What a careless reader takes an unknown word for.
  init?(lookalike value: String) {
    let word = value.lowercased()
    if word.contains("64") {
      self = .base64
    } else if word.contains("quoted") || word.contains("qp") {
      self = .quotedPrintable
    } else if word.contains("uu") {
      self = .uuencode
    } else {
      return nil
    }
  }
}

extension String {
  fileprivate var trimmedOfPunctuation: String {
    var word = Substring(lowercased())
    while let last = word.last, " \t;,.'\"".contains(last) { word.removeLast() }
    while let first = word.first, " \t'\"".contains(first) { word.removeFirst() }
    return String(word)
  }
}
