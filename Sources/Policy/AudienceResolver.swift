public import Configuration
public import People

/// Says who an address is (D10), and who really sends (D2), from the school's records and lists, and from the rules where
/// those say nothing.
///
/// A value for one generation of the people index; safe to use from many threads when the records are.
public struct AudienceResolver: Sendable {
  let people: any SchoolRecords
  let lists: ListBook
  let internalDomains: Set<String>
  let rules: AudienceRules
  private let lookAlikes: LookAlikes
  /// An officer's address → the cabinets that are theirs.
  private let officers: [String: Set<Cabinet>]
  /// In the form in which addresses are compared; nil for none.
  private let breachReports: String?
  let expansions = ExpansionCache()

  /// - Parameters:
  ///   - rules: the webmail domains, protected channels and audiences that ship, with the school's additions.
  ///   - lists: those of a directory and of alias files; the records have theirs.
  public init(people: any SchoolRecords, settings: Settings, rules: AudienceRules, lists: ListBook = ListBook()) {
    self.people = people
    self.lists = lists
    self.rules = rules
    var officers: [String: Set<Cabinet>] = [:]
    let everywhere = settings.allOfficers
    for cabinet in Cabinet.allCases {
      for text in everywhere.addresses(of: cabinet) {
        officers[MailAddress(text)?.text ?? text, default: []].insert(cabinet)
      }
    }
    self.officers = officers
    breachReports = settings.breaches.reportTo.map { Audience.comparable($0) }
    internalDomains = Set(settings.organisation.domains.map { MailAddress.canonical(domain: $0) })
    let partners = people.partnerAddresses
    let domains = partners.map { $0.split(separator: "@").last.map(String.init) ?? $0 }
    lookAlikes = LookAlikes(
      addresses: partners.filter { $0.contains("@") }, domains: internalDomains.union(domains),
      webmail: rules.privateMailDomains)
  }

  /// The same with webmail domains alone.
  public init(people: any SchoolRecords, settings: Settings, privateMailDomains: Set<String>) {
    self.init(people: people, settings: settings, rules: AudienceRules(privateMailDomains: privateMailDomains))
  }

  /// Who a recipient is. An address that cannot be read is `unknown`, never trusted.
  /// - Parameter day: on which relationships must be valid.
  public func audience(_ text: String, on day: CalendarDate = .today) -> Audience {
    guard let address = MailAddress(text) else { return Audience(address: text, kind: .unknown) }
    var audience =
      listed(address, as: text, on: day) ?? person(address, as: text, on: day)
      ?? handedOn(address, as: text, on: day) ?? unknown(address, as: text)
    audience.opens = audience.members?.opens ?? cabinets(openTo: address)
    audience.takesBreachReports = breachReports != nil && breachReports == audience.comparableAddress
    return audience
  }

  /// The cabinets whose officers have this address (D17).
  func cabinets(openTo address: MailAddress) -> Set<Cabinet> { officers[address.text] ?? [] }

  func isInternal(_ address: MailAddress) -> Bool { internalDomains.contains(address.domain) }

  /// Whose address it is by the records, with or without a subaddress, or by another address of the same mailbox.
  func person(_ address: MailAddress, as text: String, on day: CalendarDate) -> Audience? {
    if let audience = known(address, as: text, on: day) { return audience }
    let plain = address.withoutTag
    if let plain, let audience = known(plain, as: text, on: day) { return audience }
    for other in lists.otherAddresses(of: address.text) + (plain.map { lists.otherAddresses(of: $0.text) } ?? []) {
      if let other = MailAddress(other), let audience = known(other, as: text, on: day) { return audience }
    }
    return nil
  }

  private func known(_ address: MailAddress, as text: String, on day: CalendarDate) -> Audience? {
    let isInternal = isInternal(address)
    let holders = people.holders(of: address.text)
    let children = people.children(ofGuardianAt: address.text, on: day)
    let partner = people.partner(at: address.text)
    var audience = Audience(
      address: text, kind: .unknown, people: holders.map(\.number), children: children, isInternal: isInternal)
    if let partner {
      audience.grant = partner.grant
      let organisation = partner.organisation.lowercased()
      audience.agency = organisation.isEmpty ? address.domain : organisation
      audience.isProtectedChannel = rules.isProtected(domain: address.domain, organisation: partner.organisation)
    }
    if let partner, !partner.isDomain || (holders.allSatisfy(\.kind.isPartner) && children.isEmpty) {
      audience.kind = partner.kind
      return audience
    }
    // A person's own address outranks the grants of the domain that it happens to stand in.
    audience.grant = nil
    audience.agency = nil
    audience.isProtectedChannel = false
    let kinds = Set(holders.map(\.kind))
    if isInternal, people.owners(ofSharedMailbox: address.text) != nil {
      audience.kind = .staff
      return audience
    }
    let employed: AudienceKind? = kinds.contains(.staff) ? .staff : kinds.contains(.governor) ? .governor : nil
    if isInternal, let employed {
      audience.kind = employed
      return audience
    }
    audience.privateOwner = employed
    // A parent who works at the school is written to as a parent, unless there is no child: then it is a private mailbox.
    if !children.isEmpty || kinds.contains(.guardian) {
      audience.kind = .guardian
      return audience
    }
    if employed != nil {
      audience.kind = .privateMailbox
      return audience
    }
    guard let kind = holders.lazy.compactMap({ AudienceKind(rawValue: $0.kind.rawValue) }).first else { return nil }
    audience.kind = kind
    return audience
  }

  /// Somebody whom the records lack: who that is by the rules.
  func unknown(_ address: MailAddress, as text: String) -> Audience {
    var audience = Audience(address: text, kind: .unknown, isInternal: isInternal(address))
    let rule = rule(of: address)
    if !audience.isInternal {
      audience.isProtectedChannel = rules.isProtected(domain: address.domain, organisation: nil)
      if rule?.isOwnAndExact != true { audience.resembles = lookAlikes.of(address) }
      if rules.privateMailDomains.contains(address.domain) { audience.kind = .privateMailbox }
    }
    // A pattern trusts nobody who looks like somebody else.
    guard let rule = rule?.rule, audience.resembles == nil else { return audience }
    audience.kind = rule.kind
    if rule.kind.isPartner { audience.agency = rule.agency?.lowercased() ?? address.domain }
    audience.grant = rule.grant
    if let agency = rule.agency, !audience.isProtectedChannel {
      audience.isProtectedChannel = rules.isProtected(domain: address.domain, organisation: agency)
    }
    // Nobody said who is on it.
    if rule.kind == .list { audience.members = Audience.Members(count: 0, kinds: [], isComplete: false) }
    return audience
  }

  /// The school's own rules go before the list of webmail domains, and that before the rules that ship, whose domains
  /// never are the school's.
  func rule(of address: MailAddress) -> (rule: AddressRules.Rule, isOwnAndExact: Bool)? {
    let isOwn = isInternal(address)
    if let rule = rules.own.rule(of: address, isOwn: isOwn, withDomains: true) { return (rule, rule.isExact) }
    if !isOwn, rules.privateMailDomains.contains(address.domain) { return nil }
    let isBelowOwn = isOwn || internalDomains.contains { address.domain.hasSuffix("." + $0) }
    return rules.shipped.rule(of: address, isOwn: isOwn, withDomains: !isBelowOwn).map { ($0, false) }
  }
}

extension PersonKind {
  /// Known through `contacts.csv` alone.
  fileprivate var isPartner: Bool { self == .professional || self == .supplier }
}
