/// Goes through an address list and parts its items: address, name and comments of each.
struct AddressScan {
  struct Item {
    /// All of it, on one line.
    var text = ""
    /// What stands in angle brackets, without comments.
    var angle: String?
    /// What stands before and behind them, without comments.
    var outside = ""
    var comments = ""
    var hasAddress = false
  }

  private(set) var item = Item()
  private(set) var hasGroups = false
  /// What groups are called.
  private(set) var groups = ""
  private var depth = 0
  private var isQuoted = false
  private var isEscaped = false
  private var isLiteral = false
  private var isAngled = false

  /// - Returns: an item that ends here.
  mutating func take(_ scalar: Unicode.Scalar) -> Item? {
    // A fold is the line break alone: the blank after it belongs to the text (RFC 5322 §2.2.3).
    if scalar == "\r" || scalar == "\n" { return nil }
    if isEscaped {
      isEscaped = false
      append(scalar)
      return nil
    }
    let isPlain = !isQuoted && depth == 0
    switch scalar {
    case "\\" where !isPlain: isEscaped = true
    case "\"" where depth == 0: isQuoted.toggle()
    case "(" where !isQuoted: depth += 1
    case ")" where !isQuoted && depth > 0:
      append(scalar)
      depth -= 1
      return nil
    case "[" where isPlain: isLiteral = true
    case "]" where isPlain: isLiteral = false
    case "<" where isPlain && !isAngled:
      isAngled = true
      // Of several, the last is the address; the others can be read.
      if let earlier = item.angle { item.outside += " \(earlier) " }
      item.angle = ""
      item.text.unicodeScalars.append(scalar)
      return nil
    case ">" where isPlain && isAngled:
      isAngled = false
      item.text.unicodeScalars.append(scalar)
      return nil
    case "@" where isPlain: item.hasAddress = true
    case ",", ";":
      guard isPlain, !isAngled else { break }
      defer { item = Item() }
      return item
    case ":" where isPlain && !isLiteral && !isAngled:
      groups += " \(item.text)"
      item = Item()
      hasGroups = true
      return nil
    default: break
    }
    append(scalar)
    return nil
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    item.text.unicodeScalars.append(scalar)
    if depth > 0 {
      item.comments.unicodeScalars.append(scalar)
    } else if isAngled {
      item.angle?.unicodeScalars.append(scalar)
    } else {
      item.outside.unicodeScalars.append(scalar)
    }
  }
}
