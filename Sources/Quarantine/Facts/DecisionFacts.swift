/// What is kept of every decision so that it can be replayed under other rules (D11): kinds, counts and grades. No address,
/// name, subject, value, file name or reference of the message.
public struct DecisionFacts: Hashable, Sendable, Codable {
  /// Of this structure; a later Postern reads older ones by it.
  public static let schema = 1

  /// A category of sensitive data that was found, about somebody or not.
  public struct Category: Hashable, Sendable, Codable {
    /// A word of the command contract.
    public var category: String
    public var grade: String
    /// The highest of its findings, in hundredths, so that a value can be compared and tells nothing.
    public var confidence: Int
    /// Findings of it.
    public var count: Int
    /// Distinct people whom it is about.
    public var people: Int

    public init(category: String, grade: String, confidence: Int, count: Int, people: Int) {
      self.category = category
      self.grade = grade
      self.confidence = confidence
      self.count = count
      self.people = people
    }
  }

  public struct Attachment: Hashable, Sendable, Codable {
    /// A well-known media type, else its first half: a sender writes what it likes there.
    public var type: String
    public var protection: String
    /// Kind of reason why it could not be read; nil when it was.
    public var unreadable: String?

    public init(type: String, protection: String, unreadable: String?) {
      self.type = type
      self.protection = protection
      self.unreadable = unreadable
    }
  }

  public struct Rule: Hashable, Sendable, Codable {
    public var id: String
    public var mode: String

    public init(id: String, mode: String) {
      self.id = id
      self.mode = mode
    }
  }

  public var schema = Self.schema
  /// When it was decided; Unix time in seconds.
  public var time: Int64
  /// See `Decision.ruleSetVersion`.
  public var ruleSet: String
  /// A word of `Action`: what was done, with the rules' modes honoured; what would have been, where it was bypassed.
  public var action: String
  /// As if every rule were enforced.
  public var actionIfEnforced: String
  /// True where the school's records were older than they may be; nil where they were not.
  public var staleRecords: Bool?
  /// True where a bypass was on, so that it went as it came, whatever the rules say; nil where none was.
  public var bypassed: Bool?
  /// What Postfix was told: accept, held, reject or tempfail. Where it was read in the background, what was done: accept,
  /// held or returned.
  public var reply: String
  public var submission: String
  /// Kind of sender.
  public var sender: String
  /// Name of the sender's school, where there are several; nil else.
  public var school: String?
  /// Somebody may not even learn of it, being its subject or recipient (D17): it is in no count that they may see.
  public var conduct: Bool?
  /// Recipients by kind.
  public var recipients = [String: Int]()
  /// Those whom everybody sees in To and Cc, by kind.
  public var visible = [String: Int]()
  public var categories: [Category] = []
  /// Kinds of identifier → how many distinct values.
  public var identifiers = [String: Int]()
  /// Distinct data subjects of all findings.
  public var people = 0
  public var attachments: [Attachment] = []
  public var ambiguities: [String] = []
  /// A word where the inspection failed: it could not be read at all.
  public var failure: String?
  public var rules: [Rule] = []
  /// Whole time from the message at hand to the decision, in milliseconds.
  public var milliseconds = 0

  private static let conductCategories: Set<String> = ["safeguarding", "allegation", "criminal"]

  /// The same for facts that were kept before `conduct` was.
  public var concernsConduct: Bool {
    conduct == true || categories.contains { Self.conductCategories.contains($0.category) }
  }

  public init(
    time: Int64, ruleSet: String, action: String, actionIfEnforced: String, reply: String, submission: String,
    sender: String
  ) {
    self.time = time
    self.ruleSet = ruleSet
    self.action = action
    self.actionIfEnforced = actionIfEnforced
    self.reply = reply
    self.submission = submission
    self.sender = sender
  }
}
