import Spool

/// A release that Postfix will never take, for some recipients or for all of them.
public struct ReleaseRefusal: Hashable, Sendable {
  /// Composes the letters that tell of it; they are stored in the transaction that ends the release.
  public typealias Letters = @Sendable (ReleaseRefusal) throws -> [OutgoingDraft]

  public var id: HeldID
  public var message: HeldMessage
  /// Recipients who will not get it.
  public var refused: Int
  /// Recipients who have it.
  public var taken: Int
  /// Nobody had to decide on it: it went because its reading in the background found nothing (D5).
  public var wasPending: Bool

  /// Nil where nothing of that kind has happened.
  /// - Parameter state: what the message has come to.
  init?(_ id: HeldID, _ message: HeldMessage, _ outcome: ReleaseOutcome, _ state: HeldState, wasPending: Bool) {
    taken = outcome.taken.count
    // What is uncertain may have come to some of the rest.
    refused =
      state == .uncertain
      ? outcome.refused.count { !$0.isTemporary } : max(0, message.envelope.recipients.count - taken)
    guard refused > 0 else { return nil }
    self.id = id
    self.message = message
    self.wasPending = wasPending
  }
}
