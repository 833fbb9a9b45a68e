public import Quarantine

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
    let noticed = NoticedMessage(message)
    guard noticed.mayBeAnswered(from: writer.from) else { throw .nobodyToReturnTo(id) }
    let letter = NoticeMail(writer.returned(noticed, id: id), from: writer.from, name: writer.senderName)
    let row: OutgoingID
    do {
      row = try store.queueReturn(id, envelope: letter.envelope(returning: message.envelope), by: actor, reason: reason)
    } catch {
      throw .store(error)
    }
    return try outbox.send(row)
  }
}

extension QuarantineError {
  static func gone(_ id: HeldID) -> QuarantineError {
    QuarantineError(.damaged, "nothing is left of \(id)", remedy: "it was returned or deleted")
  }
}
