extension NarrowPattern {
  /// The same expression for Hyperscan in byte mode, without groups that capture.
  var hyperscan: String { root.hyperscan }
}

extension NarrowPattern.Node {
  var hyperscan: String {
    switch self {
    case .byte(let byte): Self.escaped(byte)
    case .set(let set): Self.escaped(set)
    case .sequence(let nodes): nodes.map(\.hyperscan).joined()
    case .choice(let nodes): "(?:" + nodes.map(\.hyperscan).joined(separator: "|") + ")"
    case .group(_, let node): node.hyperscan
    case .repeated(let node, let least, let most, _): node.repeatable + Self.count(least, most)
    }
  }

  private static func count(_ least: Int, _ most: Int?) -> String {
    switch (least, most) {
    case (0, nil): "*"
    case (1, nil): "+"
    case (0, 1): "?"
    case (let least, nil): "{\(least),}"
    case (let least, let most?): least == most ? "{\(least)}" : "{\(least),\(most)}"
    }
  }

  private var repeatable: String {
    switch self {
    case .byte, .set: hyperscan
    default: "(?:" + hyperscan + ")"
    }
  }

  /// One byte as Hyperscan reads it literally.
  static func escaped(_ byte: UInt8) -> String {
    switch byte {
    case 0x30...0x39, 0x61...0x7A: return String(UnicodeScalar(byte))
    default:
      let digits = String(byte, radix: 16)
      return "\\x" + (digits.count == 1 ? "0" : "") + digits
    }
  }

  private static func escaped(_ set: ByteSet) -> String {
    var text = "["
    let bytes = set.bytes
    var at = 0
    while at < bytes.count {
      var last = at
      while last + 1 < bytes.count, bytes[last + 1] == bytes[last] + 1 { last += 1 }
      text += escaped(bytes[at])
      if last > at { text += "-" + escaped(bytes[last]) }
      at = last + 1
    }
    return text + "]"
  }
}
