/// Lists, aliases and mailboxes with several addresses, from a directory or from alias files, beside those of the
/// school's records. All addresses are in the form of `MailAddress`.
public struct ListBook: Codable, Hashable, Sendable {
  private var lists: [String: MailingList] = [:]
  /// Address → all addresses of its mailbox, the primary one first; where there are several.
  private var mailboxes: [String: [String]] = [:]
  /// Domain → who gets what is for nobody else there.
  private var domains: [String: MailingList] = [:]

  public init() {}

  public var isEmpty: Bool { lists.isEmpty && mailboxes.isEmpty && domains.isEmpty }

  /// How many lists and aliases there are.
  public var count: Int { lists.count }

  /// Addresses of all lists.
  public var addresses: [String] { Array(lists.keys) }

  /// A list's direct members; nil where nobody says that it is one.
  public func list(at address: String) -> MailingList? { lists[address] }

  /// The other addresses of the same mailbox.
  public func otherAddresses(of address: String) -> [String] {
    mailboxes[address].map { $0.filter { $0 != address } } ?? []
  }

  /// Who gets mail for an address that nobody has: a whole domain may be handed on (virtual(5), "@domain").
  public func catchAll(for address: MailAddress) -> MailingList? {
    guard let list = domains[address.domain] else { return nil }
    return MailingList(
      members: list.members.map { $0.hasPrefix("@") ? address.local + $0 : $0 }, isComplete: list.isComplete)
  }

  /// Where several sources know a list, everybody on any of them counts.
  public mutating func add(list address: String, _ list: MailingList) {
    lists[address, default: MailingList()].merge(list)
  }

  mutating func add(domain: String, _ list: MailingList) { domains[domain, default: MailingList()].merge(list) }

  /// - Parameter addresses: all of one mailbox, the primary one first.
  public mutating func add(mailbox addresses: [String]) {
    guard addresses.count > 1 else { return }
    for address in addresses where mailboxes[address] == nil { mailboxes[address] = addresses }
  }

  public mutating func merge(_ other: ListBook) {
    for (address, list) in other.lists { add(list: address, list) }
    for (domain, list) in other.domains { add(domain: domain, list) }
    for (address, all) in other.mailboxes where mailboxes[address] == nil { mailboxes[address] = all }
  }
}
