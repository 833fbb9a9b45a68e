/// A way in which mail programs may read a message differently from one another, or damage.
public struct Ambiguity: Sendable, Hashable {
  public enum Kind: String, CaseIterable, Codable, Sendable, Hashable {
    case doubledHeader = "doubled-header"
    case doubledParameter = "doubled-parameter"
    case attachmentInAlternative = "attachment-in-alternative"
    case brokenEncoding = "broken-encoding"
    case truncatedMultipart = "truncated-multipart"
    case nestedTooDeep = "nested-too-deep"
    case tooManyParts = "too-many-parts"
    case tooLarge = "too-large"
    case headerTruncated = "header-truncated"
    case nulBytes = "nul-bytes"
    case unknownCharset = "unknown-charset"
    case conflictingType = "conflicting-type"
    case bareLineFeeds = "bare-line-feeds"
  }

  public var kind: Kind
  /// Index into the message's parts, depth first; nil when the whole message is meant.
  public var part: Int?

  public init(_ kind: Kind, part: Int? = nil) {
    self.kind = kind
    self.part = part
  }
}
