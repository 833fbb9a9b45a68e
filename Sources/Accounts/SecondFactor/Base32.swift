/// RFC 4648 §6, without padding, as authenticator apps read secrets.
enum Base32 {
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

  static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var (text, buffer, bits) = ("", UInt32(0), UInt32(0))
    for byte in bytes {
      buffer = buffer << 8 | UInt32(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        text.append(letters[Int(buffer >> bits & 31)])
      }
      buffer &= (1 << bits) - 1
    }
    if bits > 0 { text.append(letters[Int(buffer << (5 - bits) & 31)]) }
    return text
  }
}
