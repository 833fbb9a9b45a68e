import Configuration
public import People

/// What a directory holds of use.
public struct DirectoryContents: Hashable, Sendable {
  public var book: ListBook
  /// Groups, and those of them that have members whom nobody can tell.
  public var groups: Int
  public var incomplete: Int
  /// Mailboxes, each with all its addresses.
  public var mailboxes: Int
}

/// Gathers entries, and makes lists of them.
struct DirectoryReading {
  private struct Entry {
    var name: String
    var addresses: [String] = []
    var loginNames: [String] = []
    var isGroup = false
    /// Its members are a rule that the server works out, or there are some who cannot be told.
    var isIncomplete = false
    var members: [String] = []
    var memberNames: [String] = []
    var memberAddresses: [String] = []
    var groups: [String] = []
  }

  /// What is still to be asked for: a further piece of a long attribute.
  struct Rest {
    fileprivate let entry: Int
    let name: String
    let attribute: String
  }

  private let wanted: Settings.Directory.Attributes
  private var entries: [Entry] = []
  private var rests: [Rest] = []
  private(set) var memberCount = 0

  private static let groupClasses: Set<String> = [
    "group", "groupofnames", "groupofuniquenames", "groupofmembers", "posixgroup",
  ]
  /// Their members are what a search finds.
  private static let dynamicClasses: Set<String> = ["groupofurls", "dynamicgroup", "msexchdynamicdistributionlist"]

  init(_ attributes: Settings.Directory.Attributes) { wanted = attributes }

  var entryCount: Int { entries.count }

  /// What to ask the server for.
  var attributes: [String] {
    ["objectClass", wanted.name] + wanted.mail + wanted.otherMail + wanted.member + wanted.memberName
      + wanted.memberMail + wanted.memberOf
  }

  mutating func add(_ name: String, _ attributes: [(name: String, values: [String])]) {
    var entry = Entry(name: name)
    for wanted in wanted.mail + wanted.otherMail {
      for values in attributes where values.name.isAttribute(wanted) {
        entry.addresses += values.values.compactMap(Self.address).filter { !entry.addresses.contains($0) }
      }
    }
    entries.append(entry)
    for (attribute, values) in attributes { add(attribute, values, to: entries.count - 1) }
  }

  private mutating func add(_ attribute: String, _ values: [String], to number: Int) {
    let plain = attribute.prefix { $0 != ";" }
    func isOne(_ names: [String]) -> Bool { names.contains { plain.isAttribute($0) } }
    if plain.isAttribute("objectClass") {
      let classes = Set(values.map { $0.lowercased() })
      let isDynamic = !classes.isDisjoint(with: Self.dynamicClasses)
      if isDynamic { entries[number].isIncomplete = true }
      if isDynamic || !classes.isDisjoint(with: Self.groupClasses) { entries[number].isGroup = true }
    } else if isOne(wanted.member) {
      entries[number].isGroup = true
      entries[number].members += values
      memberCount += values.count
      if let next = Self.nextRange(attribute) {
        rests.append(Rest(entry: number, name: entries[number].name, attribute: "\(plain);range=\(next)-*"))
      }
    } else if isOne(wanted.memberName) {
      entries[number].isGroup = true
      entries[number].memberNames += values
      memberCount += values.count
    } else if isOne(wanted.memberMail) {
      entries[number].isGroup = true
      entries[number].memberAddresses += values
      memberCount += values.count
    } else if isOne(wanted.memberOf) {
      entries[number].groups += values
      memberCount += values.count
    }
    if plain.isAttribute(wanted.name) { entries[number].loginNames += values.map { $0.lowercased() } }
  }

  mutating func nextRest() -> Rest? { rests.popLast() }

  mutating func addRest(_ attributes: [(name: String, values: [String])], of rest: Rest) {
    for (attribute, values) in attributes { add(attribute, values, to: rest.entry) }
  }

  /// Where the next piece of "member;range=0-1499" begins; nil for the last and for what is no piece ([MS-ADTS]
  /// §3.1.1.3.1.3.3), an end that no server counts to among that.
  static func nextRange(_ attribute: String) -> Int? {
    guard let range = attribute.lowercased().split(separator: ";").first(where: { $0.hasPrefix("range=") }) else {
      return nil
    }
    return range.split(separator: "-").last.flatMap { Int32($0) }.map { Int($0) + 1 }
  }

  /// "smtp:" stands before the addresses of `proxyAddresses`; other kinds are none of e-mail.
  static func address(_ value: String) -> String? {
    var text = value[...]
    if let colon = text.firstIndex(of: ":") {
      guard text[..<colon].lowercased() == "smtp" else { return nil }
      text = text[text.index(after: colon)...]
    }
    return MailAddress(String(text))?.text
  }

  var contents: DirectoryContents {
    var places: [String: Int] = [:]
    var logins: [String: Int] = [:]
    for (number, entry) in entries.enumerated() {
      places[DistinguishedName.canonical(entry.name)] = number
      for login in entry.loginNames { logins[login] = number }
    }
    var lists = entries.map { entry in
      MailingList(members: entry.memberAddresses.compactMap(Self.address), isComplete: !entry.isIncomplete)
    }
    var isGroup = entries.map(\.isGroup)
    func add(_ member: Int?, to group: Int) {
      guard let member else {
        // Of another domain, or out of sight: it may be anybody.
        lists[group].isComplete = false
        return
      }
      // Who has no address gets no mail.
      if let address = address(member, isGroup[member]) { lists[group].members.append(address) }
    }
    for (number, entry) in entries.enumerated() {
      for name in entry.groups {
        if let group = places[DistinguishedName.canonical(name)] { isGroup[group] = true }
      }
      lists[number].isComplete =
        lists[number].isComplete && entry.memberAddresses.allSatisfy { Self.address($0) != nil }
    }
    for (number, entry) in entries.enumerated() {
      for name in entry.members { add(places[DistinguishedName.canonical(name)], to: number) }
      for name in entry.memberNames { add(logins[name.lowercased()], to: number) }
      for name in entry.groups {
        if let group = places[DistinguishedName.canonical(name)] { add(number, to: group) }
      }
    }
    return contents(lists, isGroup)
  }

  private func contents(_ lists: [MailingList], _ isGroup: [Bool]) -> DirectoryContents {
    var contents = DirectoryContents(book: ListBook(), groups: 0, incomplete: 0, mailboxes: 0)
    for (number, entry) in entries.enumerated() {
      guard isGroup[number] else {
        contents.mailboxes += entry.addresses.isEmpty ? 0 : 1
        contents.book.add(mailbox: entry.addresses)
        continue
      }
      contents.groups += 1
      contents.incomplete += lists[number].isComplete ? 0 : 1
      let key = address(number, true) ?? ""
      contents.book.add(list: key, lists[number])
      for other in entry.addresses.dropFirst() { contents.book.add(list: other, MailingList(members: [key])) }
    }
    return contents
  }

  /// A group without an address may still be a part of one that has one: it gets a name that no mail can go to (RFC 6761
  /// §6.4).
  private func address(_ number: Int, _ isGroup: Bool) -> String? {
    entries[number].addresses.first ?? (isGroup ? "group-\(number)@directory.invalid" : nil)
  }
}

extension StringProtocol {
  /// The same attribute in any case, options left out (RFC 4512 §2.5).
  fileprivate func isAttribute(_ name: String) -> Bool {
    prefix { $0 != ";" }.lowercased() == name.lowercased()
  }
}
