extension Validators {
  /// What stands behind "password:". A word of everyday language is an instruction ("password: see below"), not a password.
  static let passwordStated = Validator(name: "password_stated") { matched in
    guard let value = passwordText(matched), !isEveryday(value) else { return nil }
    return String(decoding: value, as: UTF8.self)
  }

  /// What stands behind "password is": prose goes on there, so it must have a digit, a sign or a capital inside.
  static let passwordSaid = Validator(name: "password_said") { matched in
    guard let value = passwordText(matched), !isEveryday(value) else { return nil }
    let isMixed = value.dropFirst().contains { byte in
      (0x21...0x40).contains(byte) && byte != 0x27 && byte != 0x2D || (0x41...0x5A).contains(byte) || byte == 0x5F
    }
    return isMixed ? String(decoding: value, as: UTF8.self) : nil
  }

  /// A word of a password's make where only a heading or a neighbour says that it is one: six characters, letters and digits.
  static let passwordMixed = Validator(name: "password_mixed") { matched in
    guard let value = passwordText(matched), value.count >= 6,
      value.contains(where: { (0x30...0x39).contains($0) }),
      value.contains(where: { $0 < 0x80 && (0x61...0x7A).contains($0 | 0x20) })
    else { return nil }
    return String(decoding: value, as: UTF8.self)
  }

  /// Without quotation marks around it and the punctuation of its sentence.
  private static func passwordText(_ matched: [UInt8]) -> ArraySlice<UInt8>? {
    var value = matched[...]
    while let last = value.last, [0x2E, 0x2C, 0x3B, 0x3A, 0x29, 0x22, 0x27, 0x3E].contains(last) {
      value = value.dropLast()
    }
    while let first = value.first, [0x22, 0x27, 0x28, 0x3C].contains(first) { value = value.dropFirst() }
    // A link, an address or a blank to fill in.
    let text = String(decoding: value, as: UTF8.self)
    guard value.count >= 4, value.count <= 64, !text.hasPrefix("http"), Set(value).count > 2 else { return nil }
    return value
  }

  private static func isEveryday(_ value: ArraySlice<UInt8>) -> Bool {
    everyday.contains(String(decoding: value, as: UTF8.self).lowercased())
  }

  private static let everyday = Set(
    """
    a an and are as at be been below being by can case changed changes correct current default different done either encrypted \
    enter entered expire expired expires expiring following for forgotten forgot from good has have help here how if in \
    incorrect invalid is it its just kept known letters like long lost managed manager mandatory minimum missing must needed \
    needs never new none not now null older only optional or please policy private protected protection provided ready \
    recommended recovery required requirements reset resets resetting safe same secret secure security see send sent separate \
    separately set shared short should shown so still strong strength stolen temporary text that the their them then there \
    this tips to too unchanged unique unknown unless updated used username users valid via wait weak what when which will with \
    working write written wrong your yours longer stored hidden blank first followed never lowercase uppercase attached above \
    your@email mypassword one two three four five six seven eight nine ten least most words letters characters digits
    """.split(separator: " ").map(String.init))
}
