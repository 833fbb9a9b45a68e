/// What is to be protected, and how.
public struct ProtectionOrder: Sendable {
  /// Which parts of a message.
  public enum Parts: Sendable, Hashable {
    /// All that a mail program shows as attachments, forwarded messages too.
    case attachments
    /// These, by their section numbers (`MIMEPart.number`): "2", "1.2". A part inside a forwarded message stands for that
    /// message as a whole; a text of the message itself for all of its texts.
    case numbered([String])
  }

  public var password: Password
  public var parts: Parts
  /// The message's own texts go into the archive as documents, and a note stands in their place.
  public var includesBody: Bool
  /// What an archive is called where one is made; must end in ".zip".
  public var archiveName: String

  public init(
    password: Password, parts: Parts = .attachments, includesBody: Bool = false, archiveName: String = "protected.zip"
  ) {
    self.password = password
    self.parts = parts
    self.includesBody = includesBody
    self.archiveName = archiveName
  }
}
