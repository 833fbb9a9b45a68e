public import Quarantine
public import Spool

/// Ends a hold by giving the message back to its sender, whole and unsent, and shreds our copy once Postfix has taken the
/// letter with the original in it.
public struct Return: Sendable {
  private let store: QuarantineStore
  private let outbox: Outbox
  private let writer: NoticeWriter

  public init(store: QuarantineStore, outbox: Outbox, writer: NoticeWriter) {
    self.store = store
    self.outbox = outbox
    self.writer = writer
  }

  /// Returns one message: the letter is in the outbox when this returns, and tried once.
  /// - Parameter reason: why; not empty; goes on the audit trail.
  /// - Throws: `DeliveryError`; `nobodyToReturnTo` where its sender is a machine or nobody.
  public func giveBack(_ id: HeldID, by actor: String, reason: String) throws(DeliveryError) -> Outbox.Result {
    let detail: HeldDetail
    do { detail = try store.show(id, visibleTo: actor) } catch { throw .store(error) }
    guard let message = detail.message else { throw .store(.gone(id)) }
    guard let envelope = writer.returnEnvelope(of: message, id: id) else { throw .nobodyToReturnTo(id) }
    let row: OutgoingID
    do {
      row = try store.queueReturn(id, envelope: envelope, by: actor, reason: reason)
    } catch {
      throw .store(error)
    }
    return try outbox.send(row)
  }
}

extension NoticeWriter {
  /// The envelope of the letter that gives a message back; nil where its sender is a machine or nobody.
  public func returnEnvelope(of message: HeldMessage, id: HeldID) -> Envelope? {
    let noticed = NoticedMessage(message)
    guard noticed.mayBeAnswered(from: from) else { return nil }
    return NoticeMail(returned(noticed, id: id), from: from, name: senderName)
      .envelope(returning: message.envelope)
  }
}

extension QuarantineError {
  static func gone(_ id: HeldID) -> QuarantineError {
    QuarantineError(.damaged, "nothing is left of \(id)", remedy: "it was returned or deleted")
  }
}
