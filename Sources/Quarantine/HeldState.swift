/// What has become of a held message.
///
/// `held → releasing → released` and `held → returning → returned`, by way of the outbox; back to `held` when Postfix will
/// never take it, `uncertain` when nobody can tell; `held → deleted`. What could not be read in time begins as `pending`:
/// it becomes what its reading says, `releasing` where nothing is wrong with it (D5).
public enum HeldState: String, CaseIterable, Codable, Sendable, Hashable {
  case held
  /// Accepted, safe, and not read yet: that is done in the background.
  case pending
  /// In the outbox, on its way to its recipients.
  case releasing
  case released
  /// In the outbox, on its way back to its sender.
  case returning
  /// Given back to its sender; content and keys are shredded.
  case returned
  /// Deleted by a person; content and keys are shredded.
  case deleted
  /// Postfix may or may not have it: a person looks, and then settles it.
  case uncertain

  /// Those in which somebody still has something to do, or to wait for.
  public static let notEnded: Set<HeldState> = [.held, .pending, .releasing, .returning, .uncertain]

  /// Nothing of the message is left but its reference, times, cabinet and rules.
  public var isShredded: Bool { self == .returned || self == .deleted }
}
