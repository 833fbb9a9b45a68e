public import Configuration

/// How a record of the breach register began. It is sealed, and never changed: what is found out later is an entry.
public struct BreachRecord: Hashable, Sendable, Codable {
  public enum Cause: String, Codable, CaseIterable, Sendable, Hashable {
    /// Somebody took a message back that had gone.
    case retraction
    /// An officer made it from a message that is or was held.
    case heldMessage
    /// An officer made it from a message that was sent.
    case sentMessage
    /// A member of staff reported it, by the form or by mail to the set address.
    case staffReport
    /// An officer entered it.
    case officerEntry
    /// Held mail with personal data was withdrawn, given back or mended before it went: no breach, and no clock.
    case nearMiss

    /// After "Because ".
    public var words: String {
      switch self {
      case .retraction: "a message took an earlier one back"
      case .heldMessage: "an officer opened it from a held message"
      case .sentMessage: "an officer opened it from a message that was sent"
      case .staffReport: "a member of staff reported it"
      case .officerEntry: "an officer entered it"
      case .nearMiss: "held mail did not go as it was"
      }
    }
  }

  /// How a near miss ended.
  public enum NearMiss: String, Codable, CaseIterable, Sendable, Hashable {
    case withdrawn, returned, mended
  }

  /// The message that went wrong, as far as it was found. Addresses are not kept here: the queue id leads to them in
  /// Postfix's log for as long as that is kept.
  public struct Earlier: Hashable, Sendable, Codable {
    /// Unix time in seconds.
    public var time: Int64
    public var queueID: String?
    public var recipients: Int
    public var files: Int
    /// The later message answers it; else it was told by its recipients.
    public var isAnswered: Bool

    public init(time: Int64, queueID: String?, recipients: Int, files: Int, isAnswered: Bool) {
      self.time = time
      self.queueID = queueID
      self.recipients = recipients
      self.files = files
      self.isAnswered = isAnswered
    }
  }

  public struct Note: Hashable, Sendable, Codable {
    /// Unix time in seconds.
    public var time: Int64
    public var by: String
    public var text: String
  }

  public var cause: Cause
  /// Whose message it was: an address, lower case; empty where no message was.
  public var sender: String
  /// Of the message that took the other one back, or that reported it, or that went wrong.
  public var subject: String
  public var messageID: String?
  public var queueID: String?
  /// How many it went to.
  public var recipients: Int
  /// Nil where no message of this sender fits.
  public var earlier: Earlier?
  /// Of records that an older Postern wrote; later ones are entries.
  public var notes: [Note]
  /// Addresses, lower case, of officers who may not learn of it: whom it is about, or who got it (D17). Nil for nobody.
  public var hiddenFrom: [String]?
  /// Who reported or entered it: an address, lower case, or a system account; nil where nobody did.
  public var reportedBy: String?
  /// The held message that it is about.
  public var held: HeldID?
  /// Of that message; nil where there is none: then it is everybody's who looks after the register.
  public var cabinets: [Cabinet]?
  public var nearMiss: NearMiss?
  /// Of the sender of a near miss, by which its school is known.
  public var domain: String?
  /// Ids of the rules that stopped a near miss, strongest first.
  public var rules: [String]?
  /// What was known from the first, in the form that `BreachField.checked` gives.
  public var initial: [BreachField: String]?

  public init(
    cause: Cause, sender: String = "", subject: String = "", messageID: String? = nil, queueID: String? = nil,
    recipients: Int = 0, earlier: Earlier? = nil, notes: [Note] = [], hiddenFrom: [String] = [],
    reportedBy: String? = nil, held: HeldID? = nil, cabinets: [Cabinet]? = nil,
    initial: [BreachField: String] = [:]
  ) {
    self.hiddenFrom = hiddenFrom.isEmpty ? nil : hiddenFrom
    self.cause = cause
    self.sender = sender
    self.subject = subject
    self.messageID = messageID
    self.queueID = queueID
    self.recipients = recipients
    self.earlier = earlier
    self.notes = notes
    self.reportedBy = reportedBy
    self.held = held
    self.cabinets = cabinets
    self.initial = initial.isEmpty ? nil : initial
  }

  /// The fields as they stood at the beginning. Where nobody says when it became known, that is when the record was
  /// opened: from then on the controller cannot say that it did not know.
  func begun(at time: Int64) -> [BreachField: String] {
    var values = initial ?? [:]
    if cause != .nearMiss, values[.known] == nil { values[.known] = "\(time)" }
    if values[.happened] == nil, let earlier { values[.happened] = "\(earlier.time)" }
    return values
  }
}
