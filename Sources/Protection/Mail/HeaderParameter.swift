/// A parameter of Content-Type or Content-Disposition, as it is written (RFC 2045 §5.1, RFC 2231 §4).
struct HeaderParameter {
  let name: String
  let value: String

  /// On a line of its own. Letters beyond ASCII go percent-encoded in UTF-8, split where the line would be too long.
  var text: String {
    let utf8 = Array(value.utf8)
    if utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }), utf8.count <= 60 {
      return ";\n\(name)=\"\(value)\""
    }
    var pieces = [""]
    for scalar in value.unicodeScalars {
      let encoded = String(scalar).utf8.map(Self.encoded).joined()
      if let last = pieces.last, last.utf8.count + encoded.utf8.count > 50 { pieces.append("") }
      pieces[pieces.count - 1] += encoded
    }
    if pieces.count == 1 { return ";\n\(name)*=utf-8''\(pieces[0])" }
    return pieces.enumerated().map { number, piece in
      ";\n\(name)*\(number)*=\(number == 0 ? "utf-8''" : "")\(piece)"
    }.joined()
  }

  /// RFC 2231 §7: letters, digits and a few signs stand for themselves.
  private static func encoded(_ byte: UInt8) -> String {
    let character = Character(Unicode.Scalar(byte))
    let isPlain =
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || "-._~!#$&+^`{|}".contains(character)
    if isPlain { return String(character) }
    let digits = String(byte, radix: 16, uppercase: true)
    return "%" + (digits.count < 2 ? "0" : "") + digits
  }
}
