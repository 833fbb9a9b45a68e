public import Policy

/// How recipients are hidden from one another (the policy's "correct 'To:' 'CC:' or 'BCC:' function"): the fields that show
/// addresses are cut to those that may be seen, or go, and the envelope stays as it is, so that everybody still gets the
/// message.
public struct HiddenAddresses: Hashable, Sendable {
  /// In the order in which they are to be asked for: the last occurrence first, since deleting one may renumber those
  /// after it.
  public var edits: [HeaderEdit]
  /// How many addresses were to be seen, over all fields, and are not any more.
  public var count: Int

  /// An empty group in the form that everybody knows (RFC 5322 §3.4, §A.1.3).
  public static let nobody = "undisclosed-recipients:;"

  /// Fields that hold recipients' addresses: RFC 5322 §3.6.3 and §3.6.6, and three that some programs add.
  private static let revealing: Set<String> = [
    "to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc", "apparently-to", "mail-followup-to", "x-original-to",
  ]
  /// Those of them that are cut, where some of their addresses may be seen; the others go.
  private static let cut: Set<String> = ["to", "cc"]
  /// Where answers go: a recipient who may not be seen is taken out here as well.
  private static let answering: Set<String> = ["reply-to", "mail-reply-to"]

  /// - Parameters:
  ///   - header: all fields in the order of the message.
  ///   - shown: whom they may still show.
  public init(_ header: [HeaderField], showing shown: ShownAddresses = .nobody) {
    edits = []
    count = 0
    guard shown != .everybody else { return }
    let allowed = shown.addresses
    var seen: [String: Int] = [:]
    var changes: [HeaderEdit] = []
    var hidden: Set<String> = []
    var showsSomebody = false
    var firstTo: Int?
    for field in header {
      let name = field.name.lowercased()
      guard Self.revealing.contains(name) || Self.answering.contains(name) else { continue }
      seen[name, default: 0] += 1
      guard !Self.answering.contains(name) else { continue }
      let list = AddressList(field.value)
      let all = list.mailboxes
      let kept = Self.cut.contains(name) ? all.filter { allowed.contains($0.address) } : []
      hidden.formUnion(all.lazy.map(\.address).filter { !allowed.contains($0) })
      count += all.count - kept.count
      if !kept.isEmpty { showsSomebody = true }
      if kept.count == all.count, !kept.isEmpty, !list.isCut { continue }
      if name == "to", firstTo == nil, kept.isEmpty { firstTo = changes.count }
      changes.append(
        HeaderEdit(name: field.name, occurrence: seen[name] ?? 1, value: Self.list(kept.map(\.safe))))
    }
    // A message must not look as if it had gone to nobody at all, nor get a To from a server on the way.
    if !showsSomebody, let firstTo { changes[firstTo].value = Self.nobody }
    changes += Self.answers(header, without: hidden)
    edits = changes.reversed()
    if !showsSomebody, seen["to"] == nil { edits.append(HeaderEdit(name: "To", occurrence: 1, value: Self.nobody)) }
  }

  private static func answers(_ header: [HeaderField], without hidden: Set<String>) -> [HeaderEdit] {
    var seen: [String: Int] = [:]
    var changes: [HeaderEdit] = []
    for field in header where answering.contains(field.name.lowercased()) {
      seen[field.name.lowercased(), default: 0] += 1
      let list = AddressList(field.value)
      let all = list.mailboxes
      let kept = all.filter { !hidden.contains($0.address) }
      // Other addresses may stand here than those of recipients, and in its names, too.
      let names = !hidden.isEmpty && (kept.map(\.others) + [list.beside]).contains { $0.mayHold(hidden) }
      guard kept.count < all.count || names else { continue }
      let occurrence = seen[field.name.lowercased()] ?? 1
      changes.append(HeaderEdit(name: field.name, occurrence: occurrence, value: Self.list(kept.map(\.safe))))
    }
    return changes
  }

  /// On lines of their own, since a line must not grow past 998 bytes (RFC 5322 §2.1.1); nil for none.
  private static func list(_ mailboxes: [String]) -> String? {
    mailboxes.isEmpty ? nil : mailboxes.joined(separator: ",\n\t")
  }
}

extension ShownAddresses {
  /// Those that are shown, where not everybody is.
  fileprivate var addresses: Set<String> {
    if case .only(let addresses) = self { return Set(addresses) }
    return []
  }
}
