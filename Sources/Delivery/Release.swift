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

  /// Releases messages: all of them are in the outbox before the first is tried, each once.
  /// - Parameters:
  ///   - ids: one, or those of a case.
  ///   - actor: who ends the hold: an address, or the name of a system account.
  ///   - reason: why it may go; goes on the audit trail.
  ///   - checkedParents, isProtected, isInClear: see `QuarantineStore.queueCopies`.
  ///   - went: is told how each try went.
  /// - Throws: `DeliveryError`. Where one is not held (released before, say), none is released.
  public func release(
    _ ids: [HeldID], by actor: String, reason: String = "", checkedParents: Bool = false,
    isProtected: Bool = false, isInClear: Bool = false,
    _ went: (HeldID, Outbox.Result) -> Void
  ) throws(DeliveryError) {
    let copies: [(id: HeldID, row: OutgoingID)]
    do {
      copies = try store.queueCopies(
        ids, by: actor, reason: reason, checkedParents: checkedParents, isProtected: isProtected, isInClear: isInClear)
    } catch {
      throw .store(error)
    }
    for copy in copies { went(copy.id, try outbox.send(copy.row)) }
  }
}
