public import Policy
public import Spool

/// What kind of effect leaves Postern.
public enum OutgoingKind: String, Codable, Sendable, Hashable {
  /// A held message goes on to its recipients.
  case release
  /// A held message goes back to its sender.
  case giveBack = "return"
  /// A letter to a sender or an officer.
  case notice
}

/// What has become of it.
///
/// `waiting → sending → sent`; back to `waiting` when it surely did not go; `failed` when Postfix will never take it;
/// `uncertain` when nobody can tell, until a person has looked.
public enum OutgoingState: String, Codable, Sendable, Hashable {
  case waiting, sending, sent, failed, uncertain
}

/// One recipient of what Postern sends, and how far it has come there.
public struct OutgoingRecipient: Hashable, Sendable, Codable {
  public enum State: String, Codable, Sendable, Hashable {
    case waiting
    /// The receipt milter let it pass to Postfix for this recipient; whether Postfix took it is not known yet.
    case passed
    /// Postfix has it for this recipient.
    case taken
    /// Postfix will never take it for this recipient; `reply` tells why.
    case refused
  }

  public var path: Envelope.Path
  public var state: State
  /// Postfix's last word, where it was a refusal.
  public var reply: String?

  /// Whether it is not known to have come to its end.
  var isOpen: Bool { state == .waiting || state == .passed }

  public init(_ path: Envelope.Path, state: State = .waiting, reply: String? = nil) {
    self.path = path
    self.state = state
    self.reply = reply
  }
}

/// What is sealed in a row of the outbox.
public struct OutgoingRecord: Hashable, Sendable, Codable {
  public var sender: Envelope.Path
  public var recipients: [OutgoingRecipient]
  /// The mail itself, where it is a letter of our own; nil where it is made of held content.
  public var mail: [UInt8]?
  /// Whom the header of held content shows; nil for as it came.
  public var shown: ShownAddresses?
  /// Nothing was wrong with the held content, once it was read: it is shredded as soon as it has gone.
  public var forgets: Bool?
  /// Nil for the ordinary one.
  public var route: OutgoingRoute?
  /// What is taken out of held content; nil for nothing.
  public var cuts: [PartCut]?
  /// What an officer says to the sender to whom held content is given back.
  public var note: String?
  /// The form under a password goes, never the content as it came.
  public var isProtected: Bool?
  /// The number of that form, for some who have agreed on a password of their own; nil for that of all others.
  public var form: Int?

  /// Those who have it.
  var takenAddresses: [String] { recipients.filter { $0.state == .taken }.map(\.path.address) }

  /// To those who have not got it yet.
  public var envelope: Envelope {
    Envelope(sender: sender, recipients: recipients.filter { $0.state == .waiting }.map(\.path))
  }
}

extension OutgoingRecord {
  private enum FormerKeys: String, CodingKey { case hidesAddresses }

  /// Reads rows of the former version, too, which said no more than that the header shows nobody.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    sender = try values.decode(Envelope.Path.self, forKey: .sender)
    recipients = try values.decode([OutgoingRecipient].self, forKey: .recipients)
    mail = try values.decodeIfPresent([UInt8].self, forKey: .mail)
    shown = try values.decodeIfPresent(ShownAddresses.self, forKey: .shown)
    forgets = try values.decodeIfPresent(Bool.self, forKey: .forgets)
    route = try values.decodeIfPresent(OutgoingRoute.self, forKey: .route)
    cuts = try values.decodeIfPresent([PartCut].self, forKey: .cuts)
    note = try values.decodeIfPresent(String.self, forKey: .note)
    isProtected = try values.decodeIfPresent(Bool.self, forKey: .isProtected)
    form = try values.decodeIfPresent(Int.self, forKey: .form)
    let former = try decoder.container(keyedBy: FormerKeys.self)
    if shown == nil, try former.decodeIfPresent(Bool.self, forKey: .hidesAddresses) == true { shown = .nobody }
  }
}

/// Something that is to be sent, before it has a row.
public struct OutgoingDraft: Hashable, Sendable {
  public var envelope: Envelope
  public var mail: [UInt8]
  /// Two drafts with one purpose are one effect: "held H7K2-9QXD sender".
  public var purpose: String
  /// For how long it waits before it is tried, in seconds; at most 900.
  public var delay: Int64
  /// The links that stand in it, to the held message that it is about.
  public var links: [LinkDraft]

  public init(envelope: Envelope, mail: [UInt8], purpose: String, delay: Int64 = 0, links: [LinkDraft] = []) {
    self.delay = delay
    self.links = links
    self.envelope = envelope
    self.mail = mail
    self.purpose = purpose
  }
}

/// A row of the outbox, opened.
public struct Outgoing: Hashable, Sendable {
  public var id: OutgoingID
  public var kind: OutgoingKind
  public var state: OutgoingState
  /// The held message that it is about.
  public var held: HeldID?
  public var record: OutgoingRecord
  /// Tries so far, the one that is under way too.
  public var attempts: Int
  /// Who works on it.
  var lease: ProcessLease?
  /// Postfix's queue id, which the receipt milter recorded before Postfix took the message.
  public var queueID: String?
  /// When it was recorded; Unix time in seconds.
  public var receiptAt: Int64?

  /// It is being sent by no other process that still runs.
  public var isAbandoned: Bool { state == .sending && lease?.isOthers != true }
}
