import Configuration
import Detection
import People

/// Who an address is where the school's records say nothing: the rules of one `audiences.yaml`.
struct AddressRules: Hashable, Sendable {
  /// What one rule says of the addresses that it fits.
  struct Rule: Hashable, Sendable {
    var kind: AudienceKind
    /// The partner's organisation, as people call it.
    var agency: String?
    /// What it may have; nil where the rule grants nothing.
    var grant: Audience.Grant?
    /// It names this address, or its domain, letter by letter: no look-alike of another.
    var isExact = false
  }

  /// A rule of some addresses of a domain.
  struct Local: Hashable, Sendable {
    var pattern: AddressPattern
    var rule: Rule
  }

  private(set) var addresses: [MailAddress: Rule] = [:]
  /// In the order of the file.
  private(set) var locals: [Local] = []
  /// Of a domain and of those below it.
  private(set) var domains: [String: Rule] = [:]
  /// Of those below a domain alone.
  private(set) var below: [String: Rule] = [:]

  /// The nearest rule: of the address, of the part before "@", of the domain, of the domains above it.
  /// - Parameter withDomains: whether rules of whole domains count.
  func rule(of address: MailAddress, isOwn: Bool, withDomains: Bool) -> Rule? {
    for form in [address, address.withoutTag].compactMap(\.self) {
      if let rule = addresses[form] { return rule }
      if let rule = locals.first(where: { $0.pattern.fits(form, isOwn: isOwn) })?.rule { return rule }
    }
    guard withDomains else { return nil }
    var rest = address.domain[...]
    var isWhole = true
    while true {
      if let rule = (isWhole ? nil : below[String(rest)]) ?? domains[String(rest)] { return rule }
      guard let dot = rest.utf8.firstIndex(of: 0x2E) else { return nil }
      rest = rest[rest.utf8.index(after: dot)...]
      isWhole = false
    }
  }
}

extension AddressRules {
  /// Reads the list under `audiences:`.
  /// - Throws: `ConfigurationError` at the first thing that is wrong.
  static func read(_ value: YAMLValue?) throws(ConfigurationError) -> AddressRules {
    var rules = AddressRules()
    var seen: [AddressPattern: (kind: AudienceKind, line: Int?)] = [:]
    for item in try value?.list() ?? [] {
      var map = try item.map()
      var rule = Rule(kind: try map.required("kind").oneOf())
      rule.agency = try map.optional("agency")?.string()
      try rule.readGrant(&map)
      for text in try map.required("match").list() {
        let pattern = try pattern(text)
        if let first = seen[pattern] {
          let place = first.line.map { " in line \($0)" } ?? ""
          throw text.error("'\(try text.string())' stands twice: it is '\(first.kind.rawValue)'\(place)")
        }
        seen[pattern] = (rule.kind, text.line)
        rules.add(pattern, rule)
      }
      try map.finish()
    }
    return rules
  }

  private static func pattern(_ value: YAMLValue) throws(ConfigurationError) -> AddressPattern {
    let text = try value.string()
    do {
      return try AddressPattern(text)
    } catch {
      switch error {
      case .wholeCountry:
        throw value.error("'\(text)' would be everybody in a whole top-level domain: name a domain below it")
      case .noPattern:
        throw value.error(
          "'\(text)' is no pattern: write name@school.example, year7@, *-parents@school.example, council.example or *.nhs.uk"
        )
      }
    }
  }

  private mutating func add(_ pattern: AddressPattern, _ rule: Rule) {
    var rule = rule
    rule.isExact = pattern.isExact || (pattern.local == nil && !pattern.isBelowAlone)
    if pattern.isExact, let local = pattern.local, let domain = pattern.domain,
      let address = MailAddress(local + "@" + domain)
    {
      addresses[address] = rule
    } else if pattern.local == nil, let domain = pattern.domain {
      if pattern.isBelowAlone { below[domain] = rule } else { domains[domain] = rule }
    } else {
      locals.append(Local(pattern: pattern, rule: rule))
    }
  }
}

extension AddressRules.Rule {
  fileprivate mutating func readGrant(_ map: inout YAMLMap) throws(ConfigurationError) {
    let (categories, bulk) = (map.optional("may_receive"), map.optional("bulk"))
    guard let place = categories ?? bulk else { return }
    guard kind.isPartner else {
      throw place.error(
        "'\(kind.rawValue)' is no partner: 'may_receive' and 'bulk' are for professional, supplier and other_school")
    }
    var grant = Audience.Grant()
    for item in try categories?.list() ?? [] { grant.mayReceive.insert(try item.oneOf()) }
    grant.bulk = try bulk?.int(in: 0...1_000_000)
    self.grant = grant
  }
}

extension AudienceKind {
  /// One that the school grants data to.
  var isPartner: Bool { self == .professional || self == .supplier || self == .otherSchool }
}
