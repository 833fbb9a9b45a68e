import CGMime

/// Decoding of header values by GMime: encoded words (RFC 2047), phrases, addresses (RFC 5322 §3.4), IDN.
enum HeaderDecoding {
  /// The text of an unstructured value.
  static func text(_ value: [UInt8]) -> String {
    if !value.contains(where: { $0 >= 0x80 }), !hasEncodedWord(value) { return String(decoding: value, as: UTF8.self) }
    return withCString(parted(value)) { GMimeLibrary.take(g_mime_utils_header_decode_text(GMimeLibrary.options, $0)) }
      ?? ""
  }

  /// With an empty encoded word after each whose base64 ends in padding, where another one follows. GMime takes words of one
  /// charset for one stream of base64, since some programs part a character between two; at padding that stream ends for
  /// it, and all later words are lost. Between encoded words blanks are not shown (RFC 2047 §6.2), so that nothing is added.
  static func parted(_ value: [UInt8]) -> [UInt8] {
    let (end, start) = (Array("=?=".utf8), Array("=?".utf8))
    var result: [UInt8] = []
    var copied = 0
    var place = 0
    while place + end.count < value.count {
      guard value[place] == 0x3D, value[place...].starts(with: end) else {
        place += 1
        continue
      }
      place += end.count
      let next = value[place...].drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
      guard next.starts(with: start) else { continue }
      result += value[copied..<place] + Array(" =?utf-8?Q??= ".utf8)
      copied = place
    }
    return copied == 0 ? value : result + value[copied...]
  }

  /// The text of a value in which encoded words are out of place by the standard, but common: parameters, quoted strings.
  static func text(_ value: String) -> String {
    hasEncodedWord(Array(value.utf8)) ? text(Array(value.utf8)) : value
  }

  private static func hasEncodedWord(_ value: [UInt8]) -> Bool {
    value.withUnsafeBytes { $0.index(of: [0x3D, 0x3F], from: 0) != nil }
  }

  static func withCString<R>(_ value: [UInt8], _ body: (UnsafePointer<CChar>) -> R) -> R {
    var terminated = value
    terminated.append(0)
    return terminated.withUnsafeBytes { bytes in
      // Never empty, because the terminator was appended.
      body(
        bytes.baseAddress.map { $0.assumingMemoryBound(to: CChar.self) }
          ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped)
    }
  }
}

/// The addresses of one header field, groups resolved to their members.
struct AddressList {
  var mailboxes: [HeaderFacts.Mailbox] = []
  /// Names of groups and people, decoded, in order.
  var names: [String] = []
  var isCut = false

  init(_ value: [UInt8], limit: Int) {
    HeaderDecoding.withCString(HeaderDecoding.parted(value)) { string in
      guard let list = internet_address_list_parse(GMimeLibrary.options, string) else { return }
      add(list, limit: limit, depth: 0)
      g_object_unref(list)
    }
    if mailboxes.isEmpty, value.contains(0x40) { addByLooks(value, limit: limit) }
  }

  private mutating func add(_ list: UnsafeMutablePointer<InternetAddressList>, limit: Int, depth: Int) {
    guard depth < 8 else { return }
    for index in 0..<internet_address_list_length(list) {
      guard mailboxes.count < limit else {
        isCut = true
        return
      }
      guard let address = internet_address_list_get_address(list, index) else { continue }
      let decoded = internet_address_get_name(address).map { HeaderDecoding.text(String(cString: $0)) }
      let name = decoded?.isEmpty ?? true ? nil : decoded
      if let name { names.append(name) }
      let raw = UnsafeMutableRawPointer(address)
      if GMimeLibrary.is(raw, GMimeLibrary.groupType) {
        if let members = internet_address_group_get_members(raw.assumingMemoryBound(to: InternetAddressGroup.self)) {
          add(members, limit: limit, depth: depth + 1)
        }
      } else if let text = internet_address_mailbox_get_addr(raw.assumingMemoryBound(to: InternetAddressMailbox.self)) {
        mailboxes.append(.init(name: name, address: Self.canonical(String(cString: text))))
      }
    }
  }

  /// What looks like an address in a value that is none by the standard: a message is judged by what it may be taken for.
  private mutating func addByLooks(_ value: [UInt8], limit: Int) {
    let text = String(decoding: value, as: UTF8.self)
    for word in text.split(whereSeparator: { " \t,;<>()\"[]".contains($0) }).prefix(limit) {
      let halves = word.split(separator: "@", omittingEmptySubsequences: false)
      guard halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty else { continue }
      mailboxes.append(.init(address: Self.canonical(String(word))))
    }
  }

  /// The domain in lower case and in Unicode (GMime turns "xn--" back), so that one address has one spelling.
  static func canonical(_ address: String) -> String {
    guard let at = address.lastIndex(of: "@") else { return address }
    return address[...at] + address[address.index(after: at)...].lowercased()
  }
}
