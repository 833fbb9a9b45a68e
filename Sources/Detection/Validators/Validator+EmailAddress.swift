extension Validators {
  /// E-mail address in the form in use. RFC 5321 §4.1.2 and §4.5.3.1 (64 and 255 octets), RFC 6531 for letters beyond ASCII;
  /// the domain has at least two labels and does not end in a number (RFC 3696 §2).
  static let emailAddress = Validator(name: "email_address") { matched in
    var address = matched[...]
    while let last = address.last, last == 0x2E || last == 0x2D { address = address.dropLast() }
    guard let at = address.lastIndex(of: 0x40) else { return nil }
    let local = address[..<at]
    let domain = address[(at + 1)...]
    guard (1...64).contains(local.count), (3...255).contains(domain.count), local.first != 0x2E, local.last != 0x2E
    else { return nil }
    let labels = domain.split(separator: 0x2E, omittingEmptySubsequences: false)
    guard labels.count >= 2, let top = labels.last, top.count >= 2, top.contains(where: { $0 > 0x39 }) else {
      return nil
    }
    for label in labels {
      guard (1...63).contains(label.count), label.first != 0x2D, label.last != 0x2D else { return nil }
    }
    guard !local.indices.dropFirst().contains(where: { local[$0] == 0x2E && local[$0 - 1] == 0x2E }) else { return nil }
    return String(decoding: address, as: UTF8.self)
  }
}
