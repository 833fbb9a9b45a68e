/// A link that somebody has opened, as the store knows it.
public struct SenderLink: Hashable, Sendable {
  /// The message that it is about; of a case, the first one.
  public var held: HeldID
  public var purpose: LinkPurpose
  /// Whose it is, lower case; nil once the message is shredded.
  public var person: String?
  /// The message is still as it was when the link was made: its recipients, what was found in it, and who may end its
  /// wait. Its state counts for nothing here.
  public var isCurrent: Bool
  /// Unix time in seconds.
  public var expiresAt: Int64
}
