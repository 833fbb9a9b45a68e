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
  /// The same of the services that take what Postern sends, in bytes; nil: a million bytes more, room for what it adds.
  public var reinjectionSizeLimit: Int?
  /// The service for verified TLS, beside the re-injection service; nil for none.
  public var tls: TLSService?
  /// Lines added to main.cf, which win over those above.
  public var mainLines: [String] = []
  /// Lines added to master.cf.
  public var masterLines: [String] = []

  /// A service that takes what may go over verified TLS alone, and its transport.
  public struct TLSService: Hashable, Sendable {
    /// Of the loopback interface.
    public var port: UInt16
    /// "[localhost]:2525"; empty for each recipient's own domain.
    public var nextHop = ""
    /// A file of certificate authorities in PEM; Debian's own by default.
    public var authorities = "/etc/ssl/certs/ca-certificates.crt"
    /// The name that a next hop's certificate is to have; nil for the next hop's.
    public var name: String?
    /// Whether the service hands its mail to that transport.
    public var hasTransport = true
    /// What cannot be delivered so comes back at once, and not after days.
    public var givesUpAtOnce = true

    public init(port: UInt16) { self.port = port }
  }

  public init() {}

  public init(milters: [String], nextHop: NextHop?) {
    self.milters = milters
    nextHopPort = nextHop?.port
  }
}
