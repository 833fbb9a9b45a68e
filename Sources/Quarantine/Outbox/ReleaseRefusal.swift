import Spool

/// A release that has not come to all recipients, or not whole: Postfix will never take it for some of them or for any,
/// or an officer has let it go so.
public struct ReleaseRefusal: Hashable, Sendable {
  /// Composes the letters that tell of it; they are stored in the transaction that ends the release.
  public typealias Letters = @Sendable (ReleaseRefusal) throws -> [OutgoingDraft]

  public var id: HeldID
  public var message: HeldMessage
  /// Recipients for whom Postfix will never take it.
  public var refused: Int
  /// Recipients to whom an officer has not let it go.
  public var withheld: Int
  /// How many attachments an officer had taken out of it.
  public var cutParts: Int
  /// Recipients who have it.
  public var taken: Int
  /// Its sender has let it go so, and knows what did not go to whom.
  public var isSenders: Bool
  /// Nobody had to decide on it: it went because its reading in the background found nothing (D5).
  public var wasPending: Bool
  /// Who may mend it by a link, sorted.
  public var linkHolders: [String] = []

  /// Nil where nothing of that kind has happened.
  /// - Parameter state: what the message has come to.
  init?(_ id: HeldID, _ message: HeldMessage, _ outcome: ReleaseOutcome, _ state: HeldState, wasPending: Bool) {
    taken = outcome.taken.count
    withheld = outcome.withheld?.count ?? 0
    cutParts = outcome.cutParts ?? 0
    isSenders = outcome.isSenders ?? false
    // What is uncertain may have come to some of the rest.
    refused =
      state == .uncertain
      ? outcome.refused.count { !$0.isTemporary } : max(0, message.envelope.recipients.count - taken - withheld)
    guard refused > 0 || (state == .released && withheld + cutParts > 0 && !isSenders) else { return nil }
    self.id = id
    self.message = message
    self.wasPending = wasPending
  }
}
