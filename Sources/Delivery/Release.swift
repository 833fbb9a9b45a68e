public import Quarantine

/// Ends a hold by sending the message on: its bytes and its whole envelope as they came, below the trace line of its
/// first arrival.
public struct Release: Sendable {
  private let store: QuarantineStore
  private let outbox: Outbox

  public init(store: QuarantineStore, outbox: Outbox) {
    self.store = store
    self.outbox = outbox
  }

  /// Releases one message: it is in the outbox when this returns, and tried once.
  /// - Parameters:
  ///   - actor: who ends the hold: an address, or the name of a system account.
  ///   - reason: why it may go; goes on the audit trail.
  /// - Returns: how the try went.
  /// - Throws: `DeliveryError`. A message that is not held (released before, say) is refused.
  public func release(_ id: HeldID, by actor: String, reason: String = "") throws(DeliveryError) -> Outbox.Result {
    let row: OutgoingID
    do { row = try store.queueRelease(id, by: actor, reason: reason) } catch { throw .store(error) }
    return try outbox.send(row)
  }
}
