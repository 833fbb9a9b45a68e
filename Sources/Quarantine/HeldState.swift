/// What has become of a held message.
///
/// `held → releasing → released` and `held → returning → returned`, by way of the outbox; back to `held` when Postfix will
/// never take it, `uncertain` when nobody can tell; `held → deleted`.
public enum HeldState: String, CaseIterable, Codable, Sendable, Hashable {
  case held
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
  public static let notEnded: Set<HeldState> = [.held, .releasing, .returning, .uncertain]

  /// Nothing of the message is left but its reference, times, cabinet and rules.
  public var isShredded: Bool { self == .returned || self == .deleted }
}
