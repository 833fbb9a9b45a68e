/// One record of the breach register (UK GDPR Article 33(5): the controller documents any personal data breach).
public struct Breach: Hashable, Sendable {
  public var id: BreachID
  /// Unix time in seconds.
  public var openedAt: Int64
  /// Nil while it is open.
  public var closedAt: Int64?
  public var record: BreachRecord
}

/// What is sealed in a record.
public struct BreachRecord: Hashable, Sendable, Codable {
  public enum Cause: String, Codable, Sendable, Hashable {
    /// Somebody took a message back that had gone.
    case retraction
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
  /// Whose message it was: an address, lower case.
  public var sender: String
  /// Of the message that took the other one back.
  public var subject: String
  public var messageID: String?
  public var queueID: String?
  /// How many it went to.
  public var recipients: Int
  /// Nil where no message of this sender fits.
  public var earlier: Earlier?
  public var notes: [Note]
  /// Addresses, lower case, of officers who may not learn of it: whom it is about, or who got it (D17). Nil for nobody.
  public var hiddenFrom: [String]?

  public init(
    cause: Cause, sender: String, subject: String, messageID: String?, queueID: String?, recipients: Int,
    earlier: Earlier?, notes: [Note] = [], hiddenFrom: [String] = []
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
  }
}
