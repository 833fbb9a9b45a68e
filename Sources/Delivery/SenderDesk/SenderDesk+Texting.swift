import Configuration
import Policy
public import Quarantine
public import Texting

extension SenderDesk {
  /// Has the password of a message, or of the one of its case that has any, sent to a mobile telephone, for its sender, who
  /// has signed in.
  /// - Throws: `cannotText` where there is none, several of its case have one each, the school has no gateway, or enough
  ///   were sent.
  public func textPassword(of id: HeldID, to number: MobileNumber, by person: SenderPerson) throws(SenderFault) {
    let protected = try protectedMembers(id, person)
    // Nobody could tell which of them opens what the owner of the number has got.
    guard protected.count < 2 else { throw .cannotText(id, TextRefusal.several) }
    guard let settings = book.settings.textMessages else { throw .cannotText(id, TextRefusal.noGateway) }
    do {
      try store.queueText(
        to: number.e164, of: protected.first ?? id, by: person.address, isSender: true, perDay: settings.perSenderADay,
        whence: Self.trail([], person))
    } catch {
      if let why = TextRefusal.words(error) { throw .cannotText(id, why) }
      try asking(id) { () throws(QuarantineError) in throw error }
    }
  }

  /// What went to telephones of their message, or is to go, for who has signed in; the newest first.
  /// - Returns: nil where several of its case have a password each, which goes by no text.
  public func texts(about id: HeldID, by person: SenderPerson) throws(SenderFault) -> [TextMessage]? {
    let protected = try protectedMembers(id, person)
    guard protected.count < 2 else { return nil }
    return try asking(id) { () throws(QuarantineError) in try store.texts(about: protected.first ?? id, visibleTo: nil)
    }
  }

  private func protectedMembers(_ id: HeldID, _ person: SenderPerson) throws(SenderFault) -> [HeldID] {
    let own = try own(id, person)
    guard person.isSignedIn else { throw .signInNeeded(.protect) }
    return try protectedMembers(of: own)
  }
}
