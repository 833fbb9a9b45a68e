/// What the decoded headers say. Addresses are lower-cased in their domain; display names are kept as written.
public struct HeaderFacts: Sendable, Hashable {
  public struct Mailbox: Sendable, Hashable {
    public var name: String?
    public var address: String

    public init(name: String? = nil, address: String) {
      self.name = name
      self.address = address
    }
  }

  public var from: [Mailbox] = []
  public var sender: Mailbox?
  public var replyTo: [Mailbox] = []
  /// Groups are resolved to their members.
  public var to: [Mailbox] = []
  public var cc: [Mailbox] = []
  public var subject: String = ""
  public var messageID: String?
  /// Date, as written.
  public var date: String?
  /// RFC 3834: anything but "no" in Auto-Submitted; or a Precedence of bulk, junk or list.
  public var isAutomatic = false
  /// A List-Id or List-Unsubscribe header (RFC 2919, RFC 2369).
  public var isList = false
  /// It answers or hands on another message (In-Reply-To, References; RFC 5322 §3.6.4).
  public var isReply = false
  /// The Message-IDs that it names there, with angle brackets, the nearest first.
  public var answers: [String] = []
  /// What the MTA hands to a milter was cut (D1).
  public var isTruncated = false

  public init() {}
}
