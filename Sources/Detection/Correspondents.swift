/// Who writes to whom. A correspondent is not a data subject (D9): a name in a greeting, a signature or a header does not
/// make a message personal.
public struct Correspondents: Sendable, Hashable {
  /// The sender's identity (D2), lower-cased.
  public var sender: String
  /// The envelope's recipients, lower-cased.
  public var recipients: [String]
  /// Display names of From, To, Cc and Reply-To as decoded.
  public var displayNames: [String]

  public init(sender: String = "", recipients: [String] = [], displayNames: [String] = []) {
    self.sender = sender
    self.recipients = recipients
    self.displayNames = displayNames
  }
}
