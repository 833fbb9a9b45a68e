/// Punycode with the parameters of RFC 3492 §5, reading only.
enum Punycode {
  /// nil for what is not Punycode, for what stands for no letter at all, and for labels past the 63 bytes of RFC 1035 §2.3.4.
  static func decode(_ label: Substring) -> String? {
    guard label.utf8.count <= 63, label.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    var output: [UInt32] = []
    var digits = Substring(label)
    if let hyphen = label.lastIndex(of: "-") {
      output = label[..<hyphen].utf8.map(UInt32.init)
      digits = label[label.index(after: hyphen)...]
    }
    var (codePoint, position, bias) = (128, 0, 72)
    var input = digits.utf8.makeIterator()
    while let first = input.next() {
      let start = position
      var (weight, threshold, next) = (1, 36, Optional(first))
      while true {
        guard let byte = next, let digit = value(of: byte) else { return nil }
        // Bounded: 63 digits cannot leave 32 bits unnoticed.
        position += digit * weight
        guard position < 1 << 31 else { return nil }
        let limit = min(max(threshold - bias, 1), 26)
        if digit < limit { break }
        weight *= 36 - limit
        guard weight < 1 << 31 else { return nil }
        threshold += 36
        next = input.next()
      }
      let count = output.count + 1
      bias = adapted(position - start, count: count, isFirst: start == 0)
      codePoint += position / count
      position %= count
      guard codePoint <= 0x10FFFF, Unicode.Scalar(UInt32(codePoint)) != nil else { return nil }
      output.insert(UInt32(codePoint), at: position)
      position += 1
    }
    var text = ""
    for value in output {
      guard let scalar = Unicode.Scalar(value) else { return nil }
      text.unicodeScalars.append(scalar)
    }
    return text.isEmpty ? nil : text
  }

  private static func value(of byte: UInt8) -> Int? {
    switch byte {
    case 0x61...0x7A: Int(byte) - 0x61
    case 0x30...0x39: Int(byte) - 0x30 + 26
    default: nil
    }
  }

  /// RFC 3492 §6.1.
  private static func adapted(_ delta: Int, count: Int, isFirst: Bool) -> Int {
    var delta = isFirst ? delta / 700 : delta / 2
    delta += delta / count
    var k = 0
    while delta > 455 {
      delta /= 35
      k += 36
    }
    return k + 36 * delta / (delta + 38)
  }
}
