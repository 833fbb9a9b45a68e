import Extraction
import MIME

/// A message's parts as most programs read them, each with what may be done to it as a whole.
struct PartTree {
  /// What is never taken apart.
  enum Unit: Hashable {
    /// What a mail program shows as an attachment, a forwarded message too.
    case file
    /// Text of the message itself, or a picture in it.
    case body
    /// Nobody reads it without a key.
    case locked
    /// A signature covers it.
    case signed
  }

  let parts: [MIMEPart]
  private let children: [Int: [Int]]

  init(_ message: ParsedMessage) {
    parts = message.parts
    var children: [Int: [Int]] = [:]
    for (index, part) in message.parts.enumerated() where Self.isUsual(part) {
      if let parent = part.parent { children[parent, default: []].append(index) }
    }
    self.children = children
  }

  /// It stands in the raw mail as such.
  private static func isUsual(_ part: MIMEPart) -> Bool {
    part.reading == nil && part.headerRange != nil && part.bodyRange != nil
  }

  /// Nil for what is no message.
  var root: Int? { parts.first.map { $0.parent == nil && Self.isUsual($0) } ?? false ? 0 : nil }

  func children(of index: Int) -> [Int] { children[index] ?? [] }

  /// Whether each byte belongs to one part alone. A delimiter within a part's header makes two parts of one body: some
  /// programs see the one, some the other.
  var isDisjoint: Bool {
    children.values.allSatisfy { siblings in
      zip(siblings, siblings.dropFirst()).allSatisfy { one, next in
        guard let end = parts[one].bodyRange?.upperBound, let start = parts[next].headerRange?.lowerBound else {
          return false
        }
        return end <= start
      }
    }
  }

  /// What a part is as a whole; nil for a multipart that is looked into.
  func unit(_ index: Int) -> Unit? {
    let part = parts[index]
    if hidesContent(index) { return .locked }
    if part.type == "multipart/signed" { return .signed }
    if part.isMultipart { return nil }
    if index == 0, part.protection == .signed, part.type.hasSuffix("pkcs7-mime") { return .signed }
    if part.message != nil || part.type.hasPrefix("message/") { return .file }
    if part.isAttachment, !isOtherForm(index) { return .file }
    return part.protection == .signed ? .signed : .body
  }

  /// All units at and below a part, in order.
  func units(at index: Int) -> [(index: Int, unit: Unit)] {
    if let unit = unit(index) { return [(index, unit)] }
    return children(of: index).flatMap { units(at: $0) }
  }

  /// The outermost unit that a part belongs to, or the part itself.
  func whole(of index: Int) -> Int {
    var outermost = index
    var place: Int? = index
    while let here = place {
      if Self.isUsual(parts[here]), unit(here) != nil { outermost = here }
      place = parts[here].parent
    }
    return outermost
  }

  /// The part of a section number, the usual reading before others.
  func index(of number: String) -> Int? {
    let all = parts.indices.filter { parts[$0].number == number }
    return all.first { Self.isUsual(parts[$0]) } ?? all.first
  }

  /// The largest subtrees that hold nothing but the message's own texts and pictures.
  func bodies(at index: Int) -> [Int] {
    let units = units(at: index)
    if units.isEmpty || units.allSatisfy({ $0.unit == .body }) { return units.isEmpty ? [] : [index] }
    return unit(index) == nil ? children(of: index).flatMap { bodies(at: $0) } : []
  }

  /// Leaves at and below a part, forwarded messages whole.
  func leaves(at index: Int) -> [Int] {
    parts[index].isMultipart ? children(of: index).flatMap { leaves(at: $0) } : [index]
  }

  func isInside(_ index: Int, _ container: Int) -> Bool {
    var place: Int? = index
    while let here = place {
      if here == container { return true }
      place = parts[here].parent
    }
    return false
  }

  /// One form of the message's text among several, though it has a name: an invitation's "invite.ics".
  private func isOtherForm(_ index: Int) -> Bool {
    let part = parts[index]
    guard part.type.hasPrefix("text/"), part.disposition != "attachment", let parent = part.parent else { return false }
    return parts[parent].type == "multipart/alternative"
  }

  /// Encrypted mail, as its content says, not only its header.
  private func hidesContent(_ index: Int) -> Bool {
    let part = parts[index]
    guard part.protection == .encrypted else { return false }
    if part.type == "multipart/encrypted" {
      return children(of: index).contains { parts[$0].content.withBytes(Self.isCiphertext) }
    }
    return part.content.withBytes(Self.isCiphertext)
  }

  /// A PGP message from end to end (RFC 9580 §6.2), or enveloped data (RFC 5652 §6.1, RFC 5083 §2).
  private static func isCiphertext(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let text = bytes.trimmed
    let (first, last) = (Array("-----BEGIN PGP MESSAGE-----".utf8), Array("-----END PGP MESSAGE-----".utf8))
    if text.starts(with: first) {
      // No clear text between two messages, or behind the last one.
      return text.count > first.count + last.count && text.suffix(last.count).elementsEqual(last)
        && !text.dropLast(last.count).containsRun(last)
    }
    let start = Array(bytes.prefix(60))
    return [
      [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x03],
      [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01, 0x17],
    ]
    .contains { start.containsRun($0) }
  }
}

extension UnsafeRawBufferPointer {
  fileprivate var trimmed: Slice<UnsafeRawBufferPointer> {
    var text = self[...]
    while let first = text.first, first <= 0x20 { text = text.dropFirst() }
    while let last = text.last, last <= 0x20 { text = text.dropLast() }
    return text
  }
}
