public import Detection
public import Extraction
public import MIME

/// What the wall lets through about a message: facts and findings, never the message itself.
public struct Inspection: Sendable, Hashable {
  public var headers: HeaderFacts
  /// In the order of the message, depth first.
  public var parts: [PartSummary]
  /// Where each text that findings point at stands; the text itself stays behind the wall.
  public var texts: [TextSummary]
  public var findings: [Finding]
  /// Files kept elsewhere, to which the message links: it carries them, and nobody behind the wall has seen them.
  public var shareLinks: [ShareLink]
  /// Addresses of all whom invitations in the message name to their guests, lower case, each once.
  public var guests: [String]
  /// Whom the message greets by title and surname, as written, without the title: "Khan".
  public var greeted: [String] = []
  /// Addresses that the earlier messages show which it quotes or carries, lower case, each once.
  public var threadAddresses: [String] = []
  /// It takes an earlier message back: "please delete my last email".
  public var isRetraction: Bool
  /// It is short, and may hold a password that nothing calls one.
  public var mayHoldSecret: Bool
  /// How the message may be read in more than one way, or is damaged; empty for an honest one.
  public var ambiguities: [Ambiguity]
  /// Each bound on reading or detecting that was reached, in plain words. A message with one is never "clean".
  public var limitsReached: [String]
  /// System calls that the sandbox refused while this message was read, by name; each also makes its part unreadable.
  public var refusedCalls: [String]
  /// A SimHash of what the body visibly says (Charikar 2002): near-identical messages differ in few of its 64 bits. Nil
  /// for a text too short to be told by it.
  public var likeness: UInt64?
  /// Whole time in the worker, in microseconds.
  public var microseconds: Int

  public init(
    headers: HeaderFacts = HeaderFacts(), parts: [PartSummary] = [], texts: [TextSummary] = [],
    findings: [Finding] = [], shareLinks: [ShareLink] = [], guests: [String] = [],
    isRetraction: Bool = false, mayHoldSecret: Bool = false, ambiguities: [Ambiguity] = [],
    limitsReached: [String] = [],
    refusedCalls: [String] = [], likeness: UInt64? = nil,
    microseconds: Int = 0
  ) {
    self.headers = headers
    self.parts = parts
    self.texts = texts
    self.findings = findings
    self.shareLinks = shareLinks
    self.guests = guests
    self.isRetraction = isRetraction
    self.mayHoldSecret = mayHoldSecret
    self.ambiguities = ambiguities
    self.limitsReached = limitsReached
    self.refusedCalls = refusedCalls
    self.likeness = likeness
    self.microseconds = microseconds
  }
}

/// One part of the message's tree.
public struct PartSummary: Sendable, Hashable {
  /// "1.2" as in IMAP's section numbers (RFC 9051 §6.4.5).
  public var number: String
  /// The type as declared, lower case: "text/plain".
  public var type: String
  /// The decoded file name.
  public var name: String?
  /// What other mail programs show as its name, where they read the header in another way.
  public var otherNames: [String]
  /// True when a mail program would show it as an attachment.
  public var isAttachment: Bool
  /// Decoded size in bytes.
  public var size: Int
  /// Unicode code points of text that were read out of it.
  public var characters: Int
  public var protection: ProtectionState
  /// Why it could not be read in full, in plain words; nil when it was.
  public var unreadable: String?
  /// The same for rules; nil exactly when `unreadable` is.
  public var unreadableKind: UnreadableKind?
  /// SHA-256 of the decoded bytes, 32 bytes; empty for multiparts.
  public var digest: [UInt8]
  /// What the content is, whatever is declared: a media type, lower case; empty for multiparts.
  public var contentType: String
  /// True when name or declared type speak of another kind of file than the content is.
  public var isMismatch: Bool
  /// Facts about hidden content, in plain words: "sheet 'Data' is hidden and has 812 rows".
  public var notes: [String]
  /// Its header and body in the message, in bytes; nil for what does not stand there as such.
  public var span: Range<Int>?

  public init(
    number: String, type: String, name: String? = nil, otherNames: [String] = [], isAttachment: Bool = false,
    size: Int = 0, characters: Int = 0,
    protection: ProtectionState = .none, unreadable: String? = nil, unreadableKind: UnreadableKind? = nil,
    digest: [UInt8] = [], contentType: String = "", isMismatch: Bool = false, notes: [String] = []
  ) {
    self.number = number
    self.type = type
    self.name = name
    self.otherNames = otherNames
    self.isAttachment = isAttachment
    self.size = size
    self.characters = characters
    self.protection = protection
    self.unreadable = unreadable
    self.unreadableKind = unreadableKind
    self.digest = digest
    self.contentType = contentType
    self.isMismatch = isMismatch
    self.notes = notes
  }
}

/// A text's place and kind, for explanations.
public struct TextSummary: Sendable, Hashable {
  public var place: Place
  public var kind: TextKind
  public var isQuoted: Bool
  /// By which the text is known again when it is read once more; nil where nothing was found in it. See `TextFingerprint`.
  public var fingerprint: UInt64?

  public init(place: Place, kind: TextKind, isQuoted: Bool, fingerprint: UInt64? = nil) {
    self.fingerprint = fingerprint
    self.place = place
    self.kind = kind
    self.isQuoted = isQuoted
  }
}
