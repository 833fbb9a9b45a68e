import Configuration
public import People

extension AudienceResolver {
  /// Who is on a list.
  struct Expansion: Sendable {
    var members: Audience.Members
    /// The one address that it comes down to; nil for more, and where others may be hidden.
    var only: String?
  }

  /// Members of one list, lists within lists included, at most; a longer one counts as not expanded.
  static let mostMembers = 20_000

  /// Opens all lists beforehand, so that no message waits for it: after a reload, before it serves.
  public func openLists(on day: CalendarDate = .today) {
    for text in people.listAddresses + lists.addresses {
      if let address = MailAddress(text) { _ = listed(address, as: text, on: day) }
    }
  }

  /// Who is on a list, or whose alias it is; nil when the address is neither.
  func listed(_ address: MailAddress, as text: String, on day: CalendarDate) -> Audience? {
    let plain = direct(address) == nil ? address.withoutTag : address
    guard let list = plain, direct(list) != nil else { return nil }
    return reading(list, as: text, on: day)
  }

  /// Who gets what is for nobody in this domain.
  func handedOn(_ address: MailAddress, as text: String, on day: CalendarDate) -> Audience? {
    lists.catchAll(for: address) == nil ? nil : reading(address, as: text, on: day)
  }

  private func reading(_ list: MailAddress, as text: String, on day: CalendarDate) -> Audience {
    let expansion = expansions.value(of: list.text, on: day) { expand(list, on: day) }
    // What the records call a group is one, whoever is left on it.
    if let only = expansion.only, people.members(ofList: list.text) == nil, let address = MailAddress(only) {
      let audience = person(address, as: text, on: day)
      // An alias that leads to where mailboxes are stored says less than the records do of the alias.
      return audience ?? person(list, as: text, on: day) ?? unknown(address, as: text)
    }
    return Audience(address: text, kind: .list, members: expansion.members, isInternal: isInternal(list))
  }

  private func direct(_ address: MailAddress) -> MailingList? {
    MailingLists(people: people, book: lists).direct(address)
  }

  /// Lists within lists are opened once each, so that one that holds itself ends.
  private func expand(_ first: MailAddress, on day: CalendarDate) -> Expansion {
    var opened: Set<MailAddress> = []
    var seen: Set<MailAddress> = []
    var kinds: Set<AudienceKind> = []
    var isComplete = true
    var opens = Set(Cabinet.allCases)
    var waiting = [first]
    func count(_ kind: AudienceKind) {
      kinds.insert(kind)
      if kind == .list { isComplete = false }
    }
    while let address = waiting.popLast() {
      if opened.contains(address) {
        // "m.khan: \m.khan, …": the address is a mailbox, too.
        if let person = person(address, as: address.text, on: day), seen.insert(address).inserted {
          opens.formIntersection(cabinets(openTo: address))
          count(person.kind)
        }
        continue
      }
      if seen.contains(address) { continue }
      if let inner = opening(address, on: day) {
        opened.insert(address)
        if inner.members.isEmpty || !inner.isComplete { isComplete = false }
        for text in inner.members {
          guard let member = MailAddress(text) else {
            isComplete = false
            continue
          }
          // Mail stays there, too, and whoever reads it may be none of the officers, also where it is nobody's.
          if member == address { opens.formIntersection(cabinets(openTo: address)) }
          waiting.append(member)
        }
        continue
      }
      seen.insert(address)
      guard seen.count <= Self.mostMembers else {
        isComplete = false
        break
      }
      opens.formIntersection(cabinets(openTo: address))
      count(person(address, as: address.text, on: day)?.kind ?? kindOfUnknown(address))
    }
    // An empty list is one whose members nobody wrote down.
    let members = Audience.Members(
      count: seen.count, kinds: kinds, isComplete: isComplete && !seen.isEmpty,
      opens: isComplete && !seen.isEmpty ? opens : [])
    return Expansion(
      members: members, only: members.isComplete && seen.count == 1 ? seen.first?.text : nil)
  }

  /// Whom a stranger looks like is only asked where a rule could trust one: it is what takes longest.
  private func kindOfUnknown(_ address: MailAddress) -> AudienceKind {
    if rule(of: address) != nil { return unknown(address, as: address.text).kind }
    let isWebmail = rules.privateMailDomains.contains(address.domain) && !isInternal(address)
    return isWebmail ? .privateMailbox : .unknown
  }

  /// A member's own members; nil for a person.
  private func opening(_ address: MailAddress, on day: CalendarDate) -> MailingList? {
    if let list = direct(address) ?? address.withoutTag.flatMap(direct) { return list }
    guard let list = lists.catchAll(for: address), person(address, as: address.text, on: day) == nil else { return nil }
    return list
  }
}
