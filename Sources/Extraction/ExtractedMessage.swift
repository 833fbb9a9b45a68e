public import MIME

/// All text of a message, and what came of each part.
public struct ExtractedMessage: Sendable, Hashable {
  /// In reading order: the header first, then part after part.
  public var texts: [ExtractedText]
  /// One for each of the message's parts, at the same index.
  public var parts: [PartReading]
  /// The message's own, and those that came to light while its text was read (an unknown charset, broken base64).
  public var ambiguities: [Ambiguity]

  /// Files kept elsewhere, to which the message links.
  public var shareLinks: [ShareLink]
  /// Addresses of all whom invitations in the message name to their guests, lower case, each once.
  public var guests: [String]
  /// A document or archive was opened by a library, so that what was read may have taken over the reader (D4).
  public var hasOpenedDocuments: Bool

  public init(
    texts: [ExtractedText] = [], parts: [PartReading] = [], ambiguities: [Ambiguity] = [],
    shareLinks: [ShareLink] = [], guests: [String] = [],
    hasOpenedDocuments: Bool = false
  ) {
    self.texts = texts
    self.parts = parts
    self.ambiguities = ambiguities
    self.shareLinks = shareLinks
    self.guests = guests
    self.hasOpenedDocuments = hasOpenedDocuments
  }
}
