public import Quarantine
import Spool

/// Ends a hold by giving the message back to its sender, whole and unsent, and shreds our copy.
public struct Return: Sendable {
  private let store: QuarantineStore
  private let reinjection: Reinjection
  private let writer: NoticeWriter

  public init(store: QuarantineStore, reinjection: Reinjection, writer: NoticeWriter) {
    self.store = store
    self.reinjection = reinjection
    self.writer = writer
  }

  /// Returns one message. It is shredded only once Postfix has taken the notice with the original in it.
  /// - Throws: `DeliveryError`; after a failure it is held as before, or `uncertain` when nobody can tell whether its
  ///   sender gets it.
  public func giveBack(_ id: HeldID, by actor: String, reason: String) throws(DeliveryError) {
    var detail: HeldDetail?
    try recording { () throws(QuarantineError) in detail = try store.show(id, visibleTo: actor) }
    guard let message = detail?.message else { throw .store(.gone(id)) }
    let noticed = NoticedMessage(message)
    guard noticed.mayBeAnswered(from: writer.from) else { throw .nobodyToReturnTo(id) }

    try recording { () throws(QuarantineError) in try store.beginReturn(id, by: actor, reason: reason) }
    do {
      let mail = NoticeMail(writer.returned(noticed, id: id), from: writer.from, name: writer.senderName)
      let file = try mail.file(attaching: store.claimedContent(id), as: message.envelope)
      _ = try reinjection.send(file, envelope: mail.envelope(returning: message.envelope))
    } catch {
      throw giveUp(id, in: store, by: actor, because: error)
    }
    do {
      try store.markReturned(id, by: actor)
    } catch {
      throw .notRecorded(id, error)
    }
  }
}
