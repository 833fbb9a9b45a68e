public import Configuration
public import Foundation
public import Policy
public import Spool

/// All that is known of a message that is to be held. It is stored as one authenticated encrypted record (D22).
public struct HeldMessage: Hashable, Sendable, Codable {
  /// The sender with its parameters, and the recipients for whom it is held with theirs.
  public var envelope: Envelope
  /// Who sent it (D2): an address, lower case.
  public var identity: String
  /// Postfix's queue id of the transaction, where one was known.
  public var queueID: String?
  public var client: Client
  /// Unix time in seconds.
  public var receivedAt: Int64
  /// As in the header, with angle brackets.
  public var messageID: String?
  /// An automatic message or one of a list: its sender gets no notice (RFC 3834 §2).
  public var isAutomatic: Bool
  /// Strongest first, those that only watch too.
  public var rules: [Rule]
  public var cabinets: [Cabinet]
  public var releaser: Releaser
  /// See `Decision.ruleSetVersion`.
  public var ruleSetVersion: String
  public var facts: Facts
  /// A safeguarding, allegation or criminal finding is in it, so that its subjects and recipients may not see it (D17).
  public var concernsConduct: Bool
  /// Addresses, lower case, of the people whom such a finding is about.
  public var conductSubjects: [String]
  /// See `Inspection.likeness`: by it a run of near-identical messages is known (D21). Nil for a text too short.
  public var likeness: UInt64?
  /// SHA-256 of each file in it, by which it is known when it comes again; nil in what was stored before that was kept.
  public var files: [Data]?
  /// Whose parent the sender may say that they have checked an address to be (D16); nil or empty for nobody's.
  public var parentChecks: [ParentCheck]?
  /// In which copies it goes when it goes; nil where one copy as it came serves all.
  public var copies: [Copy]?
  /// Why it was stored unread, and what else its reading has to know; nil where it was read at once (D5).
  public var pending: Pending?
  /// Recipients of whom the history learns that they got it, in the form of `Audience.comparable`; nil for none.
  public var remembered: [String]?
  /// A file in it needs a password to be opened.
  public var hasLockedFile: Bool?
  /// What it waits for before it goes by itself; nil for nothing of that.
  public var waits: Waits?
  /// What keeps it from whom, so that a later look knows what is new (D24); nil in what was stored before that was kept.
  public var reasons: [HoldReason]?
  /// Where it goes under a password, its text does, too; nil where no rule says so.
  public var protectsText: Bool?
  /// What is taken off its subject when it goes; nil for nothing.
  public var subjectTag: SubjectTag?
  /// What is to be marked when it is read; nil where nothing was found, and in what was stored before that was kept.
  public var findings: HeldFindings?

  public init(
    envelope: Envelope, identity: String, queueID: String? = nil, client: Client = Client(), receivedAt: Int64,
    messageID: String? = nil, isAutomatic: Bool = false, rules: [Rule], cabinets: [Cabinet], releaser: Releaser,
    ruleSetVersion: String, facts: Facts = Facts(), concernsConduct: Bool = false, conductSubjects: [String] = [],
    likeness: UInt64? = nil, files: [Data]? = nil, parentChecks: [ParentCheck]? = nil, copies: [Copy]? = nil,
    pending: Pending? = nil
  ) {
    self.files = files
    self.parentChecks = parentChecks
    self.copies = copies
    self.envelope = envelope
    self.identity = identity
    self.queueID = queueID
    self.client = client
    self.receivedAt = receivedAt
    self.messageID = messageID
    self.isAutomatic = isAutomatic
    self.rules = rules
    self.cabinets = cabinets
    self.releaser = releaser
    self.ruleSetVersion = ruleSetVersion
    self.facts = facts
    self.concernsConduct = concernsConduct
    self.conductSubjects = conductSubjects
    self.likeness = likeness
    self.pending = pending
  }

  /// Whether somebody may not even learn that it exists, being a subject or a recipient of what it says (D17).
  public func isHidden(from address: String) -> Bool { hiddenFrom.contains(address.lowercased()) }

  /// All those addresses, lower case, sorted.
  public var hiddenFrom: [String] {
    guard concernsConduct else { return [] }
    return Set((conductSubjects + envelope.recipients.map(\.address)).map { $0.lowercased() }).sorted()
  }
}

extension HeldMessage {
  /// What some recipients get: the message, with To and Cc cut to those whom they may see, and the way that it goes.
  public struct Copy: Hashable, Sendable, Codable {
    /// As the envelope has them.
    public var addresses: [String]
    public var shown: ShownAddresses
    /// Nil for the ordinary one.
    public var route: OutgoingRoute?
    /// In the form under a password; nil as it came.
    public var isProtected: Bool?

    public init(
      addresses: [String], shown: ShownAddresses, route: OutgoingRoute? = nil, isProtected: Bool? = nil
    ) {
      self.isProtected = isProtected
      self.route = route
      self.addresses = addresses
      self.shown = shown
    }
  }

  /// An envelope with some or all of the recipients, cut into those of the copies.
  /// - Throws: `copyMissing` where one is in no copy: nobody knows whom it may show and which way it goes.
  func parts(of envelope: Envelope, _ id: HeldID) throws(QuarantineError) -> [OutgoingPart] {
    guard let copies else { return [OutgoingPart(envelope)] }
    var rest = envelope.recipients
    var parts: [OutgoingPart] = []
    for copy in copies {
      let own = rest.filter { copy.addresses.contains($0.address) }
      rest.removeAll { copy.addresses.contains($0.address) }
      if !own.isEmpty {
        parts.append(
          OutgoingPart(
            Envelope(sender: envelope.sender, recipients: own), shown: copy.shown, route: copy.route,
            isProtected: copy.isProtected ?? false))
      }
    }
    guard rest.isEmpty else { throw .copyMissing(id, count: rest.count) }
    return parts
  }
}

extension HeldMessage {
  /// Who handed the message over: enough to rebuild the Received line that Postfix would have written (RFC 5321 §4.4).
  public struct Client: Hashable, Sendable, Codable {
    public var address: String?
    public var name: String?
    public var helo: String?
    /// The SASL login.
    public var login: String?
    /// "ESMTPSA" and its like (RFC 3848).
    public var proto: String?
    /// The name of the server that took it.
    public var server: String?

    public init(
      address: String? = nil, name: String? = nil, helo: String? = nil, login: String? = nil, proto: String? = nil,
      server: String? = nil
    ) {
      self.server = server
      self.address = address
      self.name = name
      self.helo = helo
      self.login = login
      self.proto = proto
    }
  }

  /// One rule that matched, as it stood then: rules may change while a message is held.
  public struct Rule: Hashable, Sendable, Codable {
    public var id: String
    public var title: String
    public var mode: Mode
    /// Words of `Requirement`, sorted.
    public var requirements: [String]
    public var clause: String
    public var remedy: String
    /// Names nobody and nothing of the message (D13).
    public var publicReason: String
    /// Its reason is for officers alone: its sender is told no more than that there is one.
    public var isDiscreet: Bool

    public init(
      id: String, title: String, mode: Mode, requirements: [String], clause: String, remedy: String,
      publicReason: String, isDiscreet: Bool = false
    ) {
      self.isDiscreet = isDiscreet
      self.id = id
      self.title = title
      self.mode = mode
      self.requirements = requirements
      self.clause = clause
      self.remedy = remedy
      self.publicReason = publicReason
    }

    public init(_ match: RuleMatch) {
      self.init(
        id: match.rule, title: match.title, mode: match.mode, requirements: match.requirements.map(\.word).sorted(),
        clause: match.clause, remedy: match.remedy, publicReason: match.publicReason, isDiscreet: match.isDiscreet)
    }
  }

  /// What the cabinet's officers are shown. All of it is text for people; never the content itself.
  public struct Facts: Hashable, Sendable, Codable {
    public struct Recipient: Hashable, Sendable, Codable {
      public var address: String
      /// An `AudienceKind`'s raw value.
      public var kind: String
      /// What else officers need to know of it: "Parent or carer of Thomas Hughes; first time"; nil for nothing.
      public var note: String?

      public init(address: String, kind: String, note: String? = nil) {
        self.address = address
        self.kind = kind
        self.note = note
      }
    }

    public var subject: String
    /// "safeguarding (serious)".
    public var categories: [String]
    /// Data subjects' names, as the records have them, else as written.
    public var people: [String]
    /// Where it was found: "attachment Pupils.csv › row 14".
    public var places: [String]
    /// Kinds of identifier, never values.
    public var identifiers: [String]
    public var recipients: [Recipient]
    /// "2.1: a spreadsheet, which is not read yet".
    public var unreadable: [String]

    public init(
      subject: String = "", categories: [String] = [], people: [String] = [], places: [String] = [],
      identifiers: [String] = [], recipients: [Recipient] = [], unreadable: [String] = []
    ) {
      self.subject = subject
      self.categories = categories
      self.people = people
      self.places = places
      self.identifiers = identifiers
      self.recipients = recipients
      self.unreadable = unreadable
    }
  }
}
