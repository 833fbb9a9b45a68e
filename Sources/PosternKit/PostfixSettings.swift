/// How a `PrivatePostfix` is set up.
public struct PostfixSettings: Hashable, Sendable {
  /// `myhostname`, which stands in the Received fields.
  public var hostname = "mail.oakfield.example"
  /// Milters of the outer service, in Postfix's form ("unix:/…", "inet:127.0.0.1:8891").
  public var milters: [String] = []
  /// Milters of mail that comes by `sendmail`; nil for the same as `milters`.
  public var nonSMTPMilters: [String]?
  /// Milters of the re-injection service.
  public var reinjectionMilters: [String] = []
  /// The port of the loopback interface that all mail is passed on to; nil lets all mail wait in the queue.
  public var nextHopPort: UInt16?
  /// `message_size_limit`, in bytes.
  public var messageSizeLimit = 50_000_000
  /// Lines added to main.cf, which win over those above.
  public var mainLines: [String] = []
  /// Lines added to master.cf.
  public var masterLines: [String] = []

  public init() {}

  public init(milters: [String], nextHop: NextHop?) {
    self.milters = milters
    nextHopPort = nextHop?.port
  }
}
