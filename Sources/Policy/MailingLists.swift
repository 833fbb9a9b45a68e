import People

/// What records, directory and alias files say of lists, together.
struct MailingLists: Sendable {
  let people: any SchoolRecords
  let book: ListBook

  /// Addresses of one expansion, at most.
  private static let most = 200_000

  /// A list's own members; nil where nobody says that it is one.
  func direct(_ address: MailAddress) -> MailingList? {
    guard var list = people.members(ofList: address.text) else { return book.list(at: address.text) }
    if let more = book.list(at: address.text) { list.merge(more) }
    return list
  }

  /// All addresses at which what is sent to one can arrive: itself, the other addresses of its mailbox, and, of a list, an
  /// alias or a domain that is handed on, those of its members, lists within lists included.
  func reach(of first: MailAddress) -> Set<String> {
    var reached: Set<String> = []
    var waiting = [first]
    while let address = waiting.popLast(), reached.count < Self.most {
      guard reached.insert(address.text).inserted else { continue }
      if let plain = address.withoutTag { waiting.append(plain) }
      let next = book.otherAddresses(of: address.text) + (opening(address)?.members ?? [])
      waiting += next.compactMap { MailAddress($0) }
    }
    return reached
  }

  private func opening(_ address: MailAddress) -> MailingList? {
    direct(address) ?? (people.holders(of: address.text).isEmpty ? book.catchAll(for: address) : nil)
  }
}
