public import Configuration
public import Policy
public import Quarantine

/// A held message as its sender may see it. Without a sign-in nothing in it names a person, a value, a subject or a file;
/// the recipients are those that the sender typed.
public struct SenderView: Hashable, Sendable {
  public struct Recipient: Hashable, Sendable {
    /// As the envelope has it.
    public var address: String
    /// What the school takes it to be, an `AudienceKind`'s raw value; nil where only officers may know.
    public var kind: String?
    /// It has the message already.
    public var hasIt: Bool
  }

  /// Why it is held. Of a rule whose reason is for officers alone there is the title and the remedy, and nothing else.
  public struct Reason: Hashable, Sendable {
    public var rule: String
    public var title: String
    /// The clause of the policy, quoted; empty for one that is for officers alone.
    public var clause: String
    public var remedy: String
    /// Names nobody (D13); empty for one that is for officers alone.
    public var what: String
    /// Whom it keeps the message from; empty where that is not known, or for officers alone.
    public var recipients: [String]
    /// Who may end a hold for it; nil in what was stored before that was kept.
    public var releaser: Releaser?
    /// A later look has found it, and it was not told of before (D24).
    public var isNew: Bool

    init(_ reason: HoldReason, isNew: Bool) {
      self.init(reason.rule, recipients: reason.recipients, releaser: reason.releaser, isNew: isNew)
    }

    init(_ rule: HeldMessage.Rule, recipients: [String] = [], releaser: Releaser? = nil, isNew: Bool = false) {
      self.rule = rule.id
      title = rule.title
      clause = rule.isDiscreet ? "" : rule.clause
      remedy = rule.remedy
      what = rule.isDiscreet ? "" : rule.publicReason
      self.recipients = rule.isDiscreet ? [] : recipients
      self.releaser = releaser
      self.isNew = isNew
    }
  }

  /// What only its signed-in sender is shown.
  public struct Particulars: Hashable, Sendable {
    public var subject: String
    /// As the records have them, else as written.
    public var people: [String]
    /// "attachment Pupils.csv › row 14".
    public var places: [String]
    public var unreadable: [String]
    /// A password was made for it; see `SenderDesk.password`.
    public var hasPassword: Bool
  }

  /// What has become of it, once it waits no more.
  public struct Ending: Hashable, Sendable {
    public var state: HeldState
    /// Who decided: an address, or an account of the machine; nil where that is not known any more.
    public var by: String?
    /// Unix time in seconds.
    public var at: Int64?
    /// It was this person.
    public var isOwn: Bool
    /// Until when they can take it back; Unix time in seconds, nil where they cannot.
    public var canTakeBackUntil: Int64?
  }

  public var id: HeldID
  /// How many messages of its case wait with it, itself too: what is done is done with all of them.
  public var messages = 1
  public var state: HeldState
  /// Unix time in seconds.
  public var receivedAt: Int64
  public var isSignedIn: Bool
  public var recipients: [Recipient]
  /// Strongest first.
  public var reasons: [Reason]
  /// "safeguarding (serious)".
  public var categories: [String]
  /// Kinds of identifier, never values.
  public var identifiers: [String]
  public var peopleCount: Int
  public var placeCount: Int
  public var fileCount: Int
  public var cabinets: [Cabinet]
  /// Who may end the whole hold (D12).
  public var releaser: Releaser
  /// What can be done with it now, in the order of `SenderAct`; some of it after a sign-in alone.
  public var acts: [SenderAct]
  /// Nil without a sign-in, and once it is shredded.
  public var particulars: Particulars?
  /// Pupils whose parent an address can be said to be (D16), by name; empty without a sign-in.
  public var parentChecks: [ParentCheck]
  /// How far the check has come that a rule has a colleague make, without names where nobody has signed in; nil where none
  /// is asked for, and once it waits no more.
  public var check: CheckProgress?
  /// Nil while it waits.
  public var ending: Ending?
}
