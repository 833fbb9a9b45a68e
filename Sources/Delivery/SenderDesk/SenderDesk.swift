import Configuration
import Policy
import Quarantine

/// Where a sender mends a held message of their own: the one door for the pages behind a notice's link. Each act is told
/// beforehand as a plan, binds to what was shown, is judged once more by the rules of now, and stands on the audit trail
/// (D24). Looking changes nothing.
public struct SenderDesk: Sendable {
  let desk: Desk
  let recheck: any MessageRecheck

  public init(_ desk: Desk, recheck: any MessageRecheck) {
    self.desk = desk
    self.recheck = recheck
  }

  var store: QuarantineStore { desk.store }
  var book: AccessBook { desk.book }
  var writer: NoticeWriter { desk.writer }

  /// A message with the person whose it is.
  struct Own {
    var detail: HeldDetail
    /// With all of their addresses, and the mailboxes that they share.
    var reader: Reader

    var id: HeldID { detail.summary.id }
    var taken: Set<String> { Set(detail.outcome?.taken ?? []) }
  }

  /// The same, while it waits.
  struct Waiting {
    var own: Own
    var message: HeldMessage
    var access: MessageAccess

    var id: HeldID { own.id }
    var stamp: HeldStamp { own.detail.stamp }
  }

  /// A message of this person's: they have sent it (D2), or own the shared mailbox, copier or system that has.
  /// - Throws: `notFound` for every other.
  func own(_ id: HeldID, _ person: SenderPerson) throws(SenderFault) -> Own {
    let reader = book.reader(person.address)
    let isOwn = try asking(id) { () throws(QuarantineError) in try store.isSent(id, byOneOf: reader.addresses) }
    guard isOwn else { throw .notFound(id) }
    return Own(detail: try asking(id) { () throws(QuarantineError) in try store.show(id) }, reader: reader)
  }

  func waiting(_ id: HeldID, _ person: SenderPerson) throws(SenderFault) -> Waiting {
    let own = try own(id, person)
    guard own.detail.summary.state == .held, let message = own.detail.message else { throw decided(id) }
    return Waiting(own: own, message: message, access: desk.access(to: own.detail))
  }

  /// The same for an act.
  func waiting(_ id: HeldID, _ person: SenderPerson, for act: SenderAct) throws(SenderFault) -> Waiting {
    let waiting = try waiting(id, person)
    try check([act], on: [waiting], by: person)
    return waiting
  }

  /// - Parameter members: of a case, the one that was asked about first.
  /// - Throws: `signInNeeded`, `notOffered`.
  func check(_ acts: Set<SenderAct>, on members: [Waiting], by person: SenderPerson) throws(SenderFault) {
    let offered = Set(try offers(members))
    for act in SenderAct.allCases where acts.contains(act) {
      guard offered.contains(act) else { throw .notOffered(members[0].id, act) }
      guard person.isSignedIn || !act.needsSignIn else { throw .signInNeeded(act) }
    }
  }

  /// What somebody else has done meanwhile.
  func decided(_ id: HeldID) -> SenderFault {
    guard case .decided(_, let state, let by, let time) = desk.decided(id) else { return .notFound(id) }
    return .decided(id, state, by: by, at: time)
  }

  /// Turns what the store says into words for senders.
  func asking<T>(_ id: HeldID, _ work: () throws(QuarantineError) -> T) throws(SenderFault) -> T {
    do {
      return try work()
    } catch {
      switch error.kind {
      case .notFound: throw .notFound(id)
      case .wrongState: throw decided(id)
      case .changed: throw .changed(id)
      case .tooLate: throw .tooLate(id)
      case .notProtected: throw .cannotProtect(id, "its form under a password is not there")
      default: throw .delivery(.store(error))
      }
    }
  }

  /// The same where letters are written, too.
  func writing<T>(_ id: HeldID, _ work: () throws -> T) throws(SenderFault) -> T {
    do {
      return try work()
    } catch let error as QuarantineError {
      return try asking(id) { () throws(QuarantineError) -> T in throw error }
    } catch {
      throw .delivery(.reinjection(.unreadable("\(error)")))
    }
  }

  /// What they did and from where, as it stands on the audit trail.
  static func trail(_ words: [String], _ person: SenderPerson) -> String {
    let whence = [person.isSignedIn ? "signed in" : "by the link of a notice", person.client.map { "from \($0)" }]
    return (words + [whence.compactMap(\.self).joined(separator: ", ")]).joined(separator: "; ")
  }
}
