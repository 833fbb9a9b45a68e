import Policy

/// An address list (RFC 5322 §3.4), cut into its mailboxes as they are written: quoted strings and comments hold none,
/// groups hold theirs, and what a group is called falls away.
struct AddressList {
  struct Mailbox {
    /// As it is written, on one line.
    var text: String
    /// The address alone, without name and comments.
    var bare: String
    /// In the form in which addresses are compared.
    var address: String
    /// What its name and its comments hold of others.
    var others: NamedAddresses

    /// Nothing but the mailbox itself can be read in it.
    var safe: String { others.isEmpty && isShort ? text : bare }
    /// A line must not grow past 998 bytes (RFC 5322 §2.1.1), and a name may have been folded.
    var isShort: Bool { text.utf8.count < 900 }
  }

  private(set) var mailboxes: [Mailbox] = []
  /// Something that names others falls away: a group's name, or an address in a name or a comment.
  private(set) var isCut: Bool
  /// What stands beside the mailboxes: groups' names, and words without a mailbox.
  private(set) var beside: NamedAddresses

  init(_ value: String) {
    var scan = AddressScan()
    isCut = false
    beside = NamedAddresses(in: "", besides: "")
    var words = ""
    for scalar in value.unicodeScalars {
      if let item = scan.take(scalar) { add(item, &words) }
    }
    add(scan.item, &words)
    beside = NamedAddresses(in: words + " " + scan.groups, besides: "")
    if scan.hasGroups || !beside.isEmpty { isCut = true }
  }

  private mutating func add(_ item: AddressScan.Item, _ words: inout String) {
    guard item.hasAddress else {
      words += " \(item.text)"
      return
    }
    let bare = (item.angle ?? item.outside).trimmed
    let address = ShownAddresses.canonical(bare)
    let beyond = (item.angle == nil ? "" : item.outside) + " " + item.comments
    let others = NamedAddresses(in: beyond, besides: address)
    if !others.isEmpty { isCut = true }
    mailboxes.append(
      Mailbox(
        text: item.text.trimmed, bare: item.angle == nil ? bare : "<\(bare)>", address: address, others: others))
  }
}

extension String {
  /// Without white space at its ends.
  var trimmed: String {
    let isSpace = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\t" }
    var view = Substring(self).unicodeScalars
    while let first = view.first, isSpace(first) { view.removeFirst() }
    while let last = view.last, isSpace(last) { view.removeLast() }
    return String(view)
  }
}
