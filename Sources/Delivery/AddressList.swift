import Policy

/// An address list (RFC 5322 §3.4), cut into its mailboxes as they are written: quoted strings and comments hold none,
/// groups hold theirs, and what a group is called falls away.
struct AddressList {
  struct Mailbox {
    /// As it is written, without line breaks at its ends.
    var text: String
    /// In the form in which addresses are compared.
    var address: String
  }

  private(set) var mailboxes: [Mailbox] = []
  /// Something that names others falls away: a group's name, or an address in place of a name.
  private(set) var isCut: Bool

  init(_ value: String) {
    var scan = Scan()
    isCut = false
    for scalar in value.unicodeScalars {
      if let item = scan.take(scalar) { add(item) }
    }
    add(scan.item)
    if scan.hasGroups { isCut = true }
  }

  private mutating func add(_ item: Scan.Item) {
    guard item.hasAddress else { return }
    let bare = item.angle ?? item.text
    let address = ShownAddresses.canonical(bare.trimmed)
    // A name that is an address itself may be somebody else's.
    let isOthers = item.name.contains("@") && item.angle != nil && ShownAddresses.canonical(item.name.bare) != address
    if isOthers { isCut = true }
    let text = isOthers ? "<\(bare.trimmed)>" : item.text.trimmed
    mailboxes.append(Mailbox(text: text, address: address))
  }
}

private struct Scan {
  struct Item {
    var text = ""
    /// What stands in angle brackets.
    var angle: String?
    /// What stands before and behind them.
    var name = ""
    var hasAddress = false
  }

  private(set) var item = Item()
  private(set) var hasGroups = false
  private var depth = 0
  private var isQuoted = false
  private var isEscaped = false
  private var isLiteral = false
  private var isAngled = false

  /// - Returns: an item that ends here.
  mutating func take(_ scalar: Unicode.Scalar) -> Item? {
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
    case ")" where !isQuoted && depth > 0: depth -= 1
    case "[" where isPlain: isLiteral = true
    case "]" where isPlain: isLiteral = false
    case "<" where isPlain && !isAngled:
      isAngled = true
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
    if isAngled { item.angle?.unicodeScalars.append(scalar) } else { item.name.unicodeScalars.append(scalar) }
  }
}

extension String {
  /// Without white space and line breaks at its ends.
  fileprivate var trimmed: String {
    let isSpace = { (scalar: Unicode.Scalar) in [" ", "\t", "\r", "\n"].contains(scalar) }
    var view = Substring(self).unicodeScalars
    while let first = view.first, isSpace(first) { view.removeFirst() }
    while let last = view.last, isSpace(last) { view.removeLast() }
    return String(view)
  }

  /// A display name without its quotes.
  fileprivate var bare: String {
    let name = trimmed
    guard name.count > 1, let mark = name.first, mark == name.last, mark == "\"" || mark == "'" else { return name }
    return String(name.dropFirst().dropLast()).bare
  }
}
