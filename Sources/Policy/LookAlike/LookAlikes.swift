import People

/// Tells addresses and domains that pretend to be known ones, or were mistyped for them.
///
/// A domain that is known is never a look-alike, whatever else it resembles: two real ones may be near each other. Domains
/// are compared by what their owner chose, in front of the public suffix: a step in "gov.uk" is another ending.
struct LookAlikes: Sendable {
  /// The school's own domains, and those of its partners.
  private let known: Set<String>
  /// Domains where anybody may have a mailbox.
  private let webmail: Set<String>
  private let addresses: Resemblance
  /// Of owners' names: "northmere".
  private let names: Resemblance
  /// Owner's name → the known domains of that name, with their suffixes.
  private var owned: [String: [Owned]] = [:]
  /// Names as an eye takes them in → the names.
  private var shapes: [[UInt8]: [String]] = [:]

  private struct Owned: Sendable {
    var domain: String
    var suffix: String
    var isWebmail: Bool
  }

  /// Owners' names with fewer letters are near too many others: bbc and bbk.
  private static let shortestName = 5
  /// East Sussex is not West Sussex: two steps are one slip in long names alone.
  private static let longName = 12

  init(addresses: [String], domains: some Sequence<String>, webmail: Set<String>) {
    self.webmail = webmail
    known = Set(domains).subtracting(webmail)
    self.addresses = Resemblance(addresses, shortest: 6, long: 14)
    var names: [String] = []
    // The shortest first: of one owner's domains the main one is named.
    for domain in known.union(webmail).sorted(by: { ($0.utf8.count, $0) < ($1.utf8.count, $1) }) {
      let (name, suffix) = PublicSuffixes.current.parts(of: domain)
      guard name.unicodeScalars.count >= Self.shortestName else { continue }
      names.append(name)
      if owned[name] == nil { shapes[Resemblance.shape(name), default: []].append(name) }
      owned[name, default: []].append(Owned(domain: domain, suffix: suffix, isWebmail: webmail.contains(domain)))
    }
    self.names = Resemblance(names, shortest: Self.shortestName, long: Self.longName)
  }

  /// The known address or domain that an address which no record has can be taken for.
  func of(_ address: MailAddress) -> String? {
    if let alike = addresses.of(address.text).first { return alike }
    if isKnown(address.domain) || webmail.contains(address.domain) { return nil }
    return worn(in: address.domain) ?? misspelt(address.domain)
  }

  /// It, or one above it: what stands below a partner's domain is that partner's.
  private func isKnown(_ domain: String) -> Bool {
    var rest = domain[...]
    while true {
      if known.contains(String(rest)) { return true }
      guard let dot = rest.firstIndex(of: ".") else { return false }
      rest = rest[rest.index(after: dot)...]
    }
  }

  /// One letter beside, letters that look alike, or the same name with another ending.
  private func misspelt(_ domain: String) -> String? {
    let (name, suffix) = PublicSuffixes.current.parts(of: domain)
    guard name.unicodeScalars.count >= Self.shortestName else { return nil }
    let namesakes = owned[name] ?? []
    // The same owner's: "northmere.gov.uk" where "mash.northmere.gov.uk" is known.
    if namesakes.contains(where: { $0.suffix == suffix }) { return nil }
    // Beside a council of that name there are its police, its hospital and its schools, and nobody else gets such a name.
    if Self.isGuarded(domain) { return alike(name, suffix) }
    // Webmail has many endings, all of them real, and its names are near many others.
    if let other = namesakes.first(where: { !$0.isWebmail || isNear($0.suffix, suffix) }) { return other.domain }
    let confusable = (shapes[Resemblance.shape(name)] ?? []).flatMap { owned[$0] ?? [] }
    if let other = confusable.first(where: { !$0.isWebmail || $0.suffix == suffix }) { return other.domain }
    return alike(name, suffix)
  }

  /// A known domain whose owner's name is a slip away.
  private func alike(_ name: String, _ suffix: String) -> String? {
    let alike = names.of(name).flatMap { owned[$0] ?? [] }
    return alike.first { $0.suffix == suffix || (!$0.isWebmail && isNear($0.suffix, suffix)) }?.domain
  }

  /// Below an ending that is given to bodies of state and schools alone (Nominet and Jisc register those of "uk").
  private static func isGuarded(_ domain: String) -> Bool {
    guarded.contains { domain.hasSuffix("." + $0) }
  }

  private static let guarded = [
    "gov.uk", "police.uk", "nhs.uk", "sch.uk", "ac.uk", "gov.scot", "gov.wales", "llyw.cymru", "parliament.uk",
  ]

  /// "co" for "com", "og.uk" for "org.uk".
  private func isNear(_ a: String, _ b: String) -> Bool {
    a != b && Resemblance.distance(Array(a.utf8), Array(b.utf8)) <= 1
  }

  /// A known domain that an outsider wears as a part of another: oakfield.example.evil.example, oakfield-example.net.
  private func worn(in domain: String) -> String? {
    let labels = domain.split(separator: ".").map(String.init)
    // Not at the end: that is the domain itself, or one below it.
    if let front = Self.run(of: labels.dropLast(), in: known) { return front }
    for label in labels.dropLast() {
      let pieces = label.split(separator: "-").map(String.init)
      guard pieces.count > 1 else { continue }
      if let front = Self.run(of: pieces[...], in: known) { return front }
    }
    return nil
  }

  /// A known domain among neighbouring pieces.
  private static func run(of pieces: ArraySlice<String>, in known: Set<String>) -> String? {
    // No domain has more labels than a hundred; a longer one is judged by its beginning.
    let pieces = Array(pieces.prefix(20))
    for first in pieces.indices {
      for last in pieces.indices[first...].dropFirst() {
        let joined = pieces[first...last].joined(separator: ".")
        if known.contains(joined) { return joined }
      }
    }
    return nil
  }
}
