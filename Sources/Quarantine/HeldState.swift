/// What has become of a held message.
///
/// `held → releasing → released`, or `uncertain` when the connection broke after the last byte; `held → returning →
/// returned`; `held → deleted`. A release that failed before the last byte goes back to `held`.
public enum HeldState: String, CaseIterable, Codable, Sendable, Hashable {
  case held
  /// Claimed by one process that hands it to Postfix at this moment.
  case releasing
  case released
  /// Claimed by one process that gives it back to its sender at this moment.
  case returning
  /// Given back to its sender; content and keys are shredded.
  case returned
  /// Deleted by a person; content and keys are shredded.
  case deleted
  /// Postfix may or may not have it: a person looks, and then reopens or deletes it.
  case uncertain

  /// Nothing of the message is left but its reference, times, cabinet and rules.
  public var isShredded: Bool { self == .returned || self == .deleted }
}
