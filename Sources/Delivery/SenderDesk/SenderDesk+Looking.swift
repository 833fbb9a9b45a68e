import Configuration
import Policy
public import Quarantine
public import Spool

extension SenderDesk {
  /// A message as this person may see it, whatever has become of it. Nothing is changed by it.
  /// - Throws: `notFound` for everybody whose it is not.
  public func look(at id: HeldID, by person: SenderPerson) throws(SenderFault) -> SenderView {
    let own = try own(id, person)
    let summary = own.detail.summary
    var view = SenderView(
      id: id, state: summary.state, receivedAt: own.detail.message?.receivedAt ?? summary.heldAt,
      isSignedIn: person.isSignedIn, recipients: [], reasons: [], categories: [], identifiers: [], peopleCount: 0,
      placeCount: 0, fileCount: 0, cabinets: summary.cabinets, releaser: summary.releaser, acts: [],
      particulars: nil, parentChecks: [], check: nil, ending: nil)
    var members: [Waiting] = []
    if summary.state == .held, own.detail.message != nil {
      let waiting = try waiting(id, person)
      members = try self.members(with: waiting, person)
      view.acts = try offers(members)
      view.messages = members.count
      let check = try checkProgress(waiting)
      view.check = person.isSignedIn ? check : check?.unnamed
    } else if summary.state != .held, summary.state != .pending {
      view.ending = try ending(own)
    }
    if let message = own.detail.message { try tell(message, own, person, in: &view) }
    for other in members.dropFirst() { tell(other, person, in: &view) }
    return view
  }

  /// Whom another message of its case goes to, and what keeps that.
  private func tell(_ other: Waiting, _ person: SenderPerson, in view: inout SenderView) {
    let known = Set(view.recipients.map(\.address))
    view.recipients += recipients(of: other.message, other.own, person).filter { !known.contains($0.address) }
    view.reasons.join(other.message.shownReasons)
    if person.isSignedIn {
      view.parentChecks += (other.message.parentChecks ?? []).filter { !view.parentChecks.contains($0) }
    }
  }

  private func recipients(of message: HeldMessage, _ own: Own, _ person: SenderPerson) -> [SenderView.Recipient] {
    let isDiscreet = message.rules.contains(where: \.isDiscreet)
    let kinds = Dictionary(message.facts.recipients.map { ($0.address, $0.kind) }) { one, _ in one }
    return message.envelope.recipients.map { recipient in
      SenderView.Recipient(
        address: recipient.address,
        kind: person.isSignedIn && !isDiscreet ? kinds[recipient.address] : nil,
        hasIt: own.taken.contains(recipient.address)
          || own.detail.summary.state == .released
            && own.detail.outcome?.withheld?.contains(recipient.address) != true
      )
    }
  }

  private func tell(
    _ message: HeldMessage, _ own: Own, _ person: SenderPerson, in view: inout SenderView
  ) throws(SenderFault) {
    let facts = message.facts
    view.recipients = recipients(of: message, own, person)
    view.reasons = message.shownReasons
    view.categories = facts.categories
    view.identifiers = facts.identifiers
    view.peopleCount = facts.people.count
    view.placeCount = facts.places.count
    view.fileCount = message.files?.count ?? 0
    guard person.isSignedIn else { return }
    view.particulars = SenderView.Particulars(
      subject: facts.subject, people: facts.people, places: facts.places, unreadable: facts.unreadable,
      hasPassword: try !protectedMembers(of: own).isEmpty)
    view.parentChecks = message.parentChecks ?? []
  }

  private func ending(_ own: Own) throws(SenderFault) -> SenderView.Ending {
    let line = try asking(own.id) { () throws(QuarantineError) in try store.lastDecision(on: own.id) }
    let isOwn = line?.actor.map(own.reader.addresses.contains) ?? false
    let end = line.map { $0.time + desk.grace } ?? 0
    let isOnItsWay = [.releasing, .returning].contains(own.detail.summary.state)
    return SenderView.Ending(
      state: own.detail.summary.state, by: line?.actor, at: line?.time, isOwn: isOwn,
      canTakeBackUntil: isOwn && isOnItsWay && end > store.time ? end : nil)
  }

  /// What can be done with a case now, in the order of `SenderAct`.
  /// - Parameter members: the one that was asked about first.
  func offers(_ members: [Waiting]) throws(SenderFault) -> [SenderAct] {
    let open = members.reduce(into: Set<String>()) { $0.formUnion($1.open) }.count
    var offered = Set(try offers(members[0]))
    for member in members.dropFirst() {
      offered.formUnion(try offers(member).filter { [.protect, .checked, .falseAlarm, .childAtRisk].contains($0) })
    }
    if open > 1 { offered.formUnion([.dropRecipients, .hideAddresses, .oneEach]) }
    return SenderAct.allCases.filter(offered.contains)
  }

  private func offers(_ waiting: Waiting) throws(SenderFault) -> [SenderAct] {
    let message = waiting.message
    let open = waiting.open.count
    let officers = !book.deciders(on: waiting.access).isEmpty
    // Where a rule has somebody look at the addresses, those are asked who may.
    let isCheckOpen = try checkProgress(waiting)?.isOpen == true
    let checkers = isCheckOpen && !self.checkers(waiting).isEmpty
    let colleagues = !isCheckOpen && !self.colleagues(waiting).isEmpty
    return SenderAct.allCases.filter { act in
      switch act {
      case .withdraw: writer.returnEnvelope(of: message, id: waiting.id) != nil
      case .dropRecipients, .hideAddresses, .oneEach: open > 1
      case .dropAttachments: true
      case .protect:
        message.releaser == .sender || message.rules.contains { $0.stops && $0.requirements.contains("protect") }
      case .checked, .falseAlarm:
        message.releaser == .sender || message.reasons?.contains { $0.releaser == .sender } == true
      case .askOfficer: officers
      case .askColleague: colleagues
      case .askToCheck: checkers
      case .childAtRisk: message.isOfSafeguarding && !professionals(waiting).isEmpty
      }
    }
  }

  /// The content, decrypted into memory, for a person who has signed in; that they asked stands on the audit trail before.
  public func content(of id: HeldID, by person: SenderPerson) throws(SenderFault) -> MemoryFile {
    _ = try own(id, person)
    guard person.isSignedIn else { throw .signInNeeded(.dropAttachments) }
    return try asking(id) { () throws(QuarantineError) in
      try store.content(
        id, reason: Self.trail(["looked at by its sender"], person), by: person.address, isSender: true)
    }
  }
}

extension HeldMessage {
  /// Why it is held, as its sender may see it.
  fileprivate var shownReasons: [SenderView.Reason] {
    reasons.map { reasons in reasons.map { SenderView.Reason($0, isNew: false) } }
      ?? rules.filter(\.stops).map { SenderView.Reason($0) }
  }

  /// What is about the safety of a child.
  var isOfSafeguarding: Bool {
    cabinets.contains(.childProtection) || facts.categories.contains { $0.hasPrefix("safeguarding") }
  }
}
