public import Configuration
import Policy
public import Quarantine
import Spool

/// Writes notices into the outbox, to those who may get them, as many as an hour allows.
public struct NoticeDispatch: Sendable {
  private let store: QuarantineStore
  private let limit: Int
  /// What the notices say.
  public let writer: NoticeWriter
  private let settings: Settings
  private let owners: @Sendable (String) -> [String]

  /// - Parameter owners: of a shared mailbox, a copier or a system: who answers for what it sends; nobody of any other
  ///   address.
  public init(
    _ settings: Settings, store: QuarantineStore, writer: NoticeWriter,
    owners: @escaping @Sendable (String) -> [String] = { _ in [] }
  ) {
    self.owners = owners
    self.store = store
    self.writer = writer
    limit = settings.notices.perSenderAnHour
    self.settings = settings
  }

  /// The letters that tell of a hold: to its sender, and to the officers where one of them has to end it, or where nobody
  /// else would know of it, because the sender is a machine, a list or nobody.
  /// - Parameters:
  ///   - asksProtection: the sender can mend it by protecting the attachment.
  ///   - offersProtection: and need not do so themselves.
  public func announcement(
    of message: HeldMessage, asksProtection: Bool, offersProtection: Bool = false
  ) -> HoldAnnouncement {
    let noticed = NoticedMessage(message)
    let told = readers(of: noticed, besides: owners(message.identity))
    let mayBeTold = !told.isEmpty
    return HoldAnnouncement(sender: mayBeTold ? noticed.sender : nil, perHour: limit) { id, admission in
      var letters: [Notice] = []
      var senderKnows = false
      if case .send(let leftOut) = admission {
        senderKnows = true
        letters += told.map { reader in
          let link = writer.link(for: reader.sender, to: .mend)
          if reader.waits?.isTimed == true { return writer.delayed(reader, id: id, link: link, leftOut: leftOut) }
          return asksProtection
            ? writer.protectAsked(reader, id: id, offers: offersProtection, link: link, leftOut: leftOut)
            : writer.held(reader, id: id, link: link, leftOut: leftOut)
        }
      }
      if message.releaser == .officer || !mayBeTold {
        letters += writer.officers(for: message, among: settings.officers(forMailOf: message.identity)).map {
          writer.waiting(message, id: id, to: $0, senderKnows: senderKnows)
        }
      }
      return try letters.map { try writer.draft($0, purpose: "held \(id) \($0.to)") }
    }
  }

  /// The same message for each who is told of it: the owners of its sender where they get links, since each link is one
  /// person's; else its sender. Nobody where its sender may not be written to and has no owners.
  private func readers(of message: NoticedMessage, besides owners: [String]) -> [NoticedMessage] {
    let owners =
      writer.senders == nil ? [] : Set(owners.map { $0.lowercased() }).subtracting([writer.from.lowercased()])
    guard owners.isEmpty else { return message.told(to: owners.sorted()) }
    return message.mayBeAnswered(from: writer.from) ? [message] : []
  }

  /// The letter that tells the sender of a message that it goes in copies of its own to each family.
  /// - Parameter copies: how many.
  public func announcement(ofCopies copies: Int, of message: HeldMessage) -> HoldAnnouncement {
    let noticed = NoticedMessage(message)
    return HoldAnnouncement(
      sender: noticed.mayBeAnswered(from: writer.from) ? noticed.sender : nil, perHour: limit
    ) { id, admission in
      guard case .send(let leftOut) = admission else { return [] }
      return [
        try writer.draft(writer.copiesSent(noticed, copies: copies, leftOut: leftOut), purpose: "copies \(id)")
      ]
    }
  }

  /// The letter that tells the sender of a message that it goes under a password.
  /// - Parameters:
  ///   - text: whether its text is under it, too.
  ///   - agreed: who of its recipients knows the password.
  public func announcement(
    ofProtected message: HeldMessage, text: Bool, agreed: PasswordAgreement = .nobody
  ) -> HoldAnnouncement {
    let noticed = NoticedMessage(message)
    return HoldAnnouncement(
      sender: noticed.mayBeAnswered(from: writer.from) ? noticed.sender : nil, perHour: limit
    ) { id, admission in
      guard case .send(let leftOut) = admission else { return [] }
      let notice = writer.sentProtected(noticed, id: id, text: text, agreed: agreed, leftOut: leftOut)
      return [try writer.draft(notice, purpose: QuarantineStore.sentProtected(id))]
    }
  }

  /// The letters that tell of copies which were to be sent on and which Postfix will never take: to the sender, and to the
  /// officers where the message is held again and nobody of them has asked for it to go.
  func letters(about refusal: ReleaseRefusal) throws -> [OutgoingDraft] {
    let noticed = NoticedMessage(refusal.message)
    let mayBeTold = noticed.mayBeAnswered(from: writer.from)
    var letters: [Notice] = []
    if mayBeTold, refusal.refused > 0 {
      letters += noticed.told(to: refusal.linkHolders).map {
        writer.notSentOn($0, refusal, link: refusal.taken == 0 ? writer.link(for: $0.sender, to: .mend) : nil)
      }
    }
    if mayBeTold, !refusal.isSenders, refusal.withheld + refusal.cutParts > 0 {
      letters.append(writer.sentInPart(noticed, refusal))
    }
    if refusal.wasPending, refusal.taken == 0 {
      let officers = settings.officers(forMailOf: refusal.message.identity)
      letters += writer.officers(for: refusal.message, among: officers).map {
        writer.refused(refusal, to: $0, senderKnows: mayBeTold)
      }
    }
    let purpose = "refused \(refusal.id) \(refusal.taken) \(refusal.refused)"
    return try letters.enumerated().map { number, letter in
      try writer.draft(letter, purpose: "\(purpose) \(letter.to) \(number)")
    }
  }

  /// To one officer so many letters about mail to safeguarding partners in an hour; then one each quarter of an hour that
  /// says that there is more.
  private static let lettersToLead = 10

  /// Tells the designated safeguarding lead and the deputies of a message that has gone (D15), at any hour. Not its
  /// sender, nor one who may not know of it (D17).
  /// - Parameter message: with those recipients alone for whom a rule asks for it, and child protection as its cabinet.
  public func tellSafeguarding(_ message: HeldMessage) throws(DeliveryError) {
    let name = "\(message.identity) \(message.messageID ?? message.queueID ?? "\(message.receivedAt)")"
    do {
      for officer in writer.officers(for: message, among: settings.officers(forMailOf: message.identity)) {
        switch try store.admitNotice(to: "safeguarding \(officer)", perHour: Self.lettersToLead) {
        case .send(let leftOut):
          let notice = writer.safeguardingSent(message, to: officer, leftOut: leftOut)
          try store.queue(writer.draft(notice, purpose: "safeguarding \(name) \(officer)"))
        case .leaveOut:
          let quarter: Int64 = 900
          var draft = try writer.draft(
            writer.moreSafeguarding(to: officer, at: store.time),
            purpose: "safeguarding more \(store.time / quarter) \(officer)")
          draft.delay = quarter - store.time % quarter
          try store.queue(draft)
        }
      }
    } catch let error as QuarantineError {
      throw .store(error)
    } catch {
      throw .reinjection(.unreadable("\(error)"))
    }
  }

  /// Why a notice was or was not written.
  public enum Outcome: Hashable, Sendable {
    case queued
    /// The sender is a machine, a list, nobody, or one of our own notices.
    case notAnswerable
    /// The hour's number is reached; the next one says so.
    case leftOut
  }

  /// A letter to the sender of a message that goes on, which is to be stored together with that.
  /// - Parameter write: composes the notice; it gets how many were left out before.
  /// - Returns: none where nobody may be told, or the hour's number is reached.
  public func letter(
    _ message: NoticedMessage, purpose: String, _ write: (_ leftOut: Int) throws -> Notice
  ) throws -> [OutgoingDraft] {
    guard message.mayBeAnswered(from: writer.from),
      case .send(let leftOut) = try store.admitNotice(to: message.sender, perHour: limit)
    else { return [] }
    return [try writer.draft(write(leftOut), purpose: purpose)]
  }

  /// Tells the sender of a message that goes on.
  /// - Parameters:
  ///   - purpose: what tells this letter from others; a repeat of it is not sent.
  ///   - write: composes the notice; it gets how many were left out before.
  @discardableResult
  public func tell(
    _ message: NoticedMessage, purpose: String, _ write: (_ leftOut: Int) -> Notice
  ) throws(DeliveryError) -> Outcome {
    guard message.mayBeAnswered(from: writer.from) else { return .notAnswerable }
    do {
      switch try store.admitNotice(to: message.sender, perHour: limit) {
      case .leaveOut: return .leftOut
      case .send(let leftOut):
        try store.queue(writer.draft(write(leftOut), purpose: purpose))
        return .queued
      }
    } catch let error as QuarantineError {
      throw .store(error)
    } catch {
      throw .reinjection(.unreadable("\(error)"))
    }
  }
}
