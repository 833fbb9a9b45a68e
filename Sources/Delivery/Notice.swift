public import Configuration
public import Policy
public import Quarantine
import Spool

/// A letter to one person, before it becomes a mail.
public struct Notice: Hashable, Sendable {
  public var to: String
  public var subject: String
  /// Lines of at most 72 columns, parted by line feeds.
  public var text: String
  /// Message-ID of the message that it is about, with angle brackets; nil where it answers none.
  public var inReplyTo: String?
  /// The link that stands in the text; it is stored with the letter.
  public var link: LinkDraft?

  public init(to: String, subject: String, text: String, inReplyTo: String? = nil, link: LinkDraft? = nil) {
    self.link = link
    self.to = to
    self.subject = subject
    self.text = text
    self.inReplyTo = inReplyTo
  }
}

/// What a notice may know of a message: never its subject, text, people, values or file names (D13).
public struct NoticedMessage: Hashable, Sendable {
  /// Who is told: the identity of the sender (D2).
  public var sender: String
  /// The envelope's sender; empty for the null sender.
  public var envelopeSender: String
  public var messageID: String?
  /// Unix time in seconds.
  public var receivedAt: Int64
  public var recipientCount: Int
  /// Strongest first.
  public var rules: [HeldMessage.Rule]
  public var cabinets: [Cabinet]
  public var releaser: Releaser
  /// `HeaderFacts.isAutomatic` or `isList`.
  public var isAutomatic: Bool
  /// What it waits for before it goes by itself; nil for nothing of that.
  public var waits: Waits?

  public init(
    sender: String, envelopeSender: String, messageID: String?, receivedAt: Int64, recipientCount: Int,
    rules: [HeldMessage.Rule], cabinets: [Cabinet] = [], releaser: Releaser = .sender, isAutomatic: Bool
  ) {
    self.sender = sender
    self.envelopeSender = envelopeSender
    self.messageID = messageID
    self.receivedAt = receivedAt
    self.recipientCount = recipientCount
    self.rules = rules
    self.cabinets = cabinets
    self.releaser = releaser
    self.isAutomatic = isAutomatic
  }

  public init(_ message: HeldMessage) {
    self.init(
      sender: message.identity.contains("@") ? message.identity : message.envelope.sender.address,
      envelopeSender: message.envelope.sender.address, messageID: message.messageID, receivedAt: message.receivedAt,
      recipientCount: message.envelope.recipients.count, rules: message.rules, cabinets: message.cabinets,
      releaser: message.releaser, isAutomatic: message.isAutomatic)
    waits = message.waits
  }

  /// The same for each of others who are told of it; as it is where there are none.
  func told(to people: [String]) -> [NoticedMessage] {
    guard !people.isEmpty else { return [self] }
    return people.map { person in
      var own = self
      own.sender = person
      return own
    }
  }

  /// Whether its sender may be written to at all: not a machine, not a list, not nobody, and not our own notices
  /// (RFC 3834 §2).
  /// - Parameter notices: the address that notices come from.
  public func mayBeAnswered(from notices: String) -> Bool {
    !envelopeSender.isEmpty && !isAutomatic && sender.contains("@")
      && ![sender, envelopeSender].contains { $0.lowercased() == notices.lowercased() }
  }
}
