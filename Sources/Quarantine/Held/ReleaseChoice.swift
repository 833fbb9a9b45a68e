/// How an officer wants a held message to go on.
public struct ReleaseChoice: Hashable, Sendable, Codable {
  /// Whom each recipient sees in To and Cc.
  public enum Addresses: String, CaseIterable, Codable, Sendable, Hashable {
    /// As the rules decided, or as it came.
    case asDecided = "as_decided"
    /// One copy with all addresses hidden, as with BCC.
    case hidden
    /// A copy of their own for each, which shows them alone.
    case oneEach = "one_each"
  }

  /// As the envelope has them; nil for all who have not got it yet.
  public var recipients: Set<String>?
  public var addresses: Addresses
  /// What is taken out of it.
  public var cuts: [PartCut]
  /// To all of them in the form under a password, which is made beforehand of all of it: not together with `cuts`.
  public var isProtected: Bool
  /// With that, the text goes under the password, too.
  public var protectsText: Bool
  /// As it came also to those for whom the rules ask for a password. Never the sender's choice; it takes a reason.
  public var isInClear: Bool

  public init(
    recipients: Set<String>? = nil, addresses: Addresses = .asDecided, cuts: [PartCut] = [], isProtected: Bool = false,
    protectsText: Bool = false, isInClear: Bool = false
  ) {
    self.protectsText = protectsText
    self.isProtected = isProtected
    self.isInClear = isInClear
    self.recipients = recipients
    self.addresses = addresses
    self.cuts = cuts
  }

  /// All of it to everybody, as the rules decided.
  public static let whole = ReleaseChoice()
}

/// A part that is taken out of a message; a short text stands in its place, and all other bytes stay as they are.
public struct PartCut: Hashable, Sendable, Codable {
  /// Of its header and body in the content, in bytes.
  public var range: Range<Int>
  /// "2.1", as in `PartSummary.number`.
  public var part: String
  /// Its file name, for the person who decides; it does not go out.
  public var name: String?

  public init(range: Range<Int>, part: String, name: String? = nil) {
    self.range = range
    self.part = part
    self.name = name
  }
}
