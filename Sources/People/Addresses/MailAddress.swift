/// An envelope address in the form in which addresses are compared: without comments (RFC 5322 §3.2.2) and needless
/// quotes (RFC 5321 §4.1.2), lower case, its domain in Unicode (RFC 5891 U-labels).
public struct MailAddress: Hashable, Sendable {
  public let local: String
  public let domain: String

  /// "local@domain".
  public var text: String { local + "@" + domain }

  /// The address without a subaddress, "teacher+trips@" → "teacher@" (RFC 5233); nil when it has none.
  public var withoutTag: MailAddress? {
    guard let plus = local.firstIndex(of: "+"), plus != local.startIndex else { return nil }
    return MailAddress(local: String(local[..<plus]), domain: domain)
  }

  private init(local: String, domain: String) {
    self.local = local
    self.domain = domain
  }

  /// nil for what is no address: the null sender, no "@", an empty half, more than 1,000 bytes.
  public init?(_ text: String) {
    guard text.utf8.count <= 1_000 else { return nil }
    if let plain = Self.plain(text) {
      self = plain
      return
    }
    var (local, domain, isDomain, isQuoted, isEscaped, depth) = ("", "", false, false, false, 0)
    for character in text.unicodeScalars {
      if isEscaped {
        isEscaped = false
        if depth == 0 {
          if isDomain { domain.unicodeScalars.append(character) } else { local.unicodeScalars.append(character) }
        }
        continue
      }
      switch character {
      case "\\" where isQuoted || depth > 0: isEscaped = true
      case "\"" where depth == 0 && !isDomain: isQuoted.toggle()
      case "(" where !isQuoted: depth += 1
      case ")" where !isQuoted && depth > 0: depth -= 1
      case _ where depth > 0: break
      case "@" where !isQuoted:
        // Only the last one parts local part and domain: an address with two is judged by where it goes.
        if isDomain { local += "@" + domain }
        (isDomain, domain) = (true, "")
      case " ", "\t", "<", ">": if isQuoted { local.unicodeScalars.append(character) }
      default:
        if isDomain { domain.unicodeScalars.append(character) } else { local.unicodeScalars.append(character) }
      }
    }
    if domain.hasSuffix(".") { domain.removeLast() }
    guard isDomain, !local.isEmpty, !domain.isEmpty else { return nil }
    self.init(local: local.lowercased(), domain: Self.canonical(domain: domain))
  }

  /// An address of ASCII letters, digits and signs that mean nothing but themselves, as nearly all are; nil for others.
  private static func plain(_ text: String) -> MailAddress? {
    var bytes = Array(text.utf8)
    var at = -1
    for place in bytes.indices {
      switch bytes[place] {
      case 0x61...0x7A, 0x30...0x39, 0x2E, 0x2D, 0x5F, 0x2B: break
      case 0x41...0x5A: bytes[place] |= 0x20
      case 0x40 where at < 0: at = place
      default: return nil
      }
    }
    guard at > 0, at + 1 < bytes.count, bytes.last != 0x2E else { return nil }
    let domain = String(decoding: bytes[(at + 1)...], as: UTF8.self)
    return MailAddress(
      local: String(decoding: bytes[..<at], as: UTF8.self),
      domain: holdsALabel(bytes[(at + 1)...]) ? canonical(domain: domain) : domain)
  }

  /// Whether "xn--" stands anywhere.
  private static func holdsALabel(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
    zip(bytes, bytes.dropFirst()).contains { $0 == 0x2D && $1 == 0x2D }
      && String(decoding: bytes, as: UTF8.self).contains("xn--")
  }

  /// Lower case, A-labels turned into U-labels; what cannot be decoded stays as it is.
  public static func canonical(domain: String) -> String {
    let lower = domain.lowercased()
    guard holdsALabel(Array(lower.utf8)) else { return lower }
    return lower.split(separator: ".", omittingEmptySubsequences: false).map { label in
      guard label.hasPrefix("xn--") else { return String(label) }
      return Punycode.decode(label.dropFirst(4)) ?? String(label)
    }.joined(separator: ".")
  }
}

extension String {
  /// The address in the form in which addresses are compared; what is none in lower case.
  var canonicalAddress: String { MailAddress(self)?.text ?? lowercased() }
}
