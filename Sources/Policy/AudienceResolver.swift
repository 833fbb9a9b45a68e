public import Configuration
public import People

/// Says who an address is (D10), and who really sends (D2), from the school's records and nothing else.
///
/// A value for one generation of the people index; safe to use from many threads when the records are.
public struct AudienceResolver: Sendable {
  let people: any SchoolRecords
  let internalDomains: Set<String>
  let rules: AudienceRules
  private let lookAlikes: LookAlikes
  /// Members of one list, lists within lists included, at most; a longer one counts as not expanded.
  static let mostMembers = 20_000

  /// - Parameter rules: the webmail domains and protected channels that ship, with the school's additions.
  public init(people: any SchoolRecords, settings: Settings, rules: AudienceRules) {
    self.people = people
    self.rules = rules
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
    if let list = people.members(ofList: address.text) {
      var audience = Audience(address: text, kind: .list, isInternal: isInternal(address))
      audience.members = members(list, of: address.text, on: day)
      return audience
    }
    if let audience = known(address, as: text, on: day) { return audience }
    if let plain = address.withoutTag, let audience = known(plain, as: text, on: day) { return audience }
    return unknown(address, as: text)
  }

  func isInternal(_ address: MailAddress) -> Bool { internalDomains.contains(address.domain) }

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

  private func unknown(_ address: MailAddress, as text: String) -> Audience {
    var audience = Audience(address: text, kind: .unknown, isInternal: isInternal(address))
    if audience.isInternal { return audience }
    audience.isProtectedChannel = rules.isProtected(domain: address.domain, organisation: nil)
    if rules.privateMailDomains.contains(address.domain) { audience.kind = .privateMailbox }
    audience.resembles = lookAlikes.of(address)
    return audience
  }

  /// Lists within lists are opened once each, so that one that holds itself ends.
  private func members(_ first: [String], of list: String, on day: CalendarDate) -> Audience.Members {
    var lists: Set<String> = [list]
    var seen: Set<String> = []
    var kinds: Set<AudienceKind> = []
    var isComplete = true
    var waiting = first
    while let text = waiting.popLast() {
      let key = MailAddress(text)?.text ?? text
      if lists.contains(key) { continue }
      if let inner = people.members(ofList: key) {
        lists.insert(key)
        if inner.isEmpty { isComplete = false }
        waiting += inner
        continue
      }
      guard seen.insert(key).inserted else { continue }
      guard seen.count <= Self.mostMembers else {
        isComplete = false
        break
      }
      kinds.insert(audience(text, on: day).kind)
    }
    // An empty list is one whose members nobody wrote down.
    return Audience.Members(count: seen.count, kinds: kinds, isComplete: isComplete && !seen.isEmpty)
  }
}

extension PersonKind {
  /// Known through `contacts.csv` alone.
  fileprivate var isPartner: Bool { self == .professional || self == .supplier }
}
