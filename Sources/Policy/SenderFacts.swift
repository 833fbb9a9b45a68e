public import People

/// What a sender is to the school.
public enum SenderKind: String, CaseIterable, Codable, Sendable, Hashable {
  case staff, governor, pupil
  /// An address that several share, a copier or a school system (`senders.csv`).
  case sharedMailbox = "shared_mailbox"
  /// In one of the school's domains, but in no record.
  case unknownInternal = "unknown_internal"
  /// In no domain of the school: an automatic forward, for one.
  case outside
}

/// Who really sends (D2): the login or the vouched envelope sender, never the From header.
public struct SenderFacts: Hashable, Sendable {
  /// The address; empty for the null sender.
  public var identity: String
  public var kind: SenderKind
  /// nil for shared mailboxes and for those whom the records lack.
  public var person: PersonNumber?
  /// From or Sender name another address than `identity`, and not a shared mailbox that this person owns.
  public var fromDiffers: Bool

  public init(identity: String, kind: SenderKind, person: PersonNumber? = nil, fromDiffers: Bool = false) {
    self.identity = identity
    self.kind = kind
    self.person = person
    self.fromDiffers = fromDiffers
  }
}
