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
  init?(
    _ row: Outgoing, _ record: OutgoingRecord, _ state: OutgoingState, in store: QuarantineStore
  ) {
    let taken = record.recipients.count { $0.state == .taken }
    let refused = state == .failed ? record.recipients.count - taken : record.recipients.count { $0.state == .refused }
    guard row.kind == .release, state == .sent || state == .failed, refused > 0, let id = row.held,
      // Without its record nobody can be told; the release ends all the same.
      let message = try? store.show(id).message
    else { return nil }
    self.id = id
    self.message = message
    self.refused = refused
    self.taken = taken
    wasPending = record.forgets != nil
  }
}
