/// How recipients are hidden from one another (the policy's "correct 'To:' 'CC:' or 'BCC:' function"): all fields that
/// show addresses go, and the envelope stays as it is, so that everybody still gets the message.
public struct HiddenAddresses: Hashable, Sendable {
  /// In the order in which they are to be asked for: the last occurrence first, since deleting one may renumber those
  /// after it.
  public var edits: [HeaderEdit]
  /// How many addresses were to be seen, over all fields.
  public var count: Int

  /// An empty group in the form that everybody knows (RFC 5322 §3.4, §A.1.3).
  public static let nobody = "undisclosed-recipients:;"

  /// Fields that hold recipients' addresses: RFC 5322 §3.6.3 and §3.6.6, and three that some programs add.
  private static let revealing: Set<String> = [
    "to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc", "apparently-to", "mail-followup-to", "x-original-to",
  ]

  /// - Parameter header: all fields in the order of the message.
  public init(_ header: [HeaderField]) {
    var seen: [String: Int] = [:]
    var changes: [HeaderEdit] = []
    count = 0
    for field in header {
      let name = field.name.lowercased()
      guard Self.revealing.contains(name) else { continue }
      seen[name, default: 0] += 1
      count += Self.addresses(in: field.value)
      let isFirstTo = name == "to" && seen[name] == 1
      changes.append(
        HeaderEdit(name: field.name, occurrence: seen[name] ?? 1, value: isFirstTo ? Self.nobody : nil))
    }
    edits = changes.reversed()
    if seen["to"] == nil { edits.append(HeaderEdit(name: "To", occurrence: 1, value: Self.nobody)) }
  }

  /// Counts mailboxes in an address list (RFC 5322 §3.4): quoted strings and comments hold none, groups hold theirs.
  static func addresses(in value: String) -> Int {
    var total = 0
    var depth = 0
    var isQuoted = false
    var isEscaped = false
    var hasAddress = false
    for byte in value.utf8 {
      if isEscaped {
        isEscaped = false
        continue
      }
      switch byte {
      case UInt8(ascii: "\\") where isQuoted || depth > 0: isEscaped = true
      case UInt8(ascii: "\"") where depth == 0: isQuoted.toggle()
      case UInt8(ascii: "(") where !isQuoted: depth += 1
      case UInt8(ascii: ")") where !isQuoted && depth > 0: depth -= 1
      case UInt8(ascii: "@") where !isQuoted && depth == 0: hasAddress = true
      case UInt8(ascii: ",") where !isQuoted && depth == 0, UInt8(ascii: ";") where !isQuoted && depth == 0:
        total += hasAddress ? 1 : 0
        hasAddress = false
      default: break
      }
    }
    return total + (hasAddress ? 1 : 0)
  }
}
