/// Where senders open the links of their notices: a listener of its own, which may be published where the console is not.
public struct SenderListener: Sendable, Equatable {
  /// The address that links are made of, without a path: "https://mail-check.oakfield.example". Never what a browser sends
  /// (OWASP, Host header injection).
  public var url: String
  /// A name or number of this machine; loopback unless somebody says otherwise.
  public var host: String
  public var port: Int
  public var certificate: ConsoleSettings.Certificate?
  /// For how long a link serves, in days.
  public var linkDays: Int

  public init(
    url: String, host: String = "127.0.0.1", port: Int = 8026, certificate: ConsoleSettings.Certificate? = nil,
    linkDays: Int = 20
  ) {
    self.url = url
    self.host = host
    self.port = port
    self.certificate = certificate
    self.linkDays = linkDays
  }

  static func read(
    _ value: YAMLValue?, besides console: ConsoleSettings, path: (YAMLValue?) throws(ConfigurationError) -> String?
  ) throws(ConfigurationError) -> SenderListener? {
    guard let value else { return nil }
    var map = try value.map()
    var senders = SenderListener(url: try ConsoleSettings.url(map.required("url")))
    if let host = map.optional("host") { senders.host = try host.string() }
    if let port = map.optional("port") { senders.port = try port.int(in: 0...65535) }
    senders.certificate = try ConsoleSettings.Certificate.read(map.optional("tls"), path: path)
    if let days = map.optional("link_days") { senders.linkDays = try days.int(in: 1...60) }
    try map.finish()
    let own = console.serving(senders)
    guard own.isLoopback || own.isSecure else { throw value.error("the page of senders \(ConsoleSettings.inClear)") }
    guard senders.port == 0 || senders.port != console.port || senders.host != console.host else {
      throw value.error("the console listens there: give the page of senders a port of its own with 'port:'")
    }
    return senders
  }
}

extension ConsoleSettings {
  /// The same for the page of senders: its listener and its address; all else holds for both.
  public func serving(_ senders: SenderListener) -> ConsoleSettings {
    var own = self
    own.host = senders.host
    own.port = senders.port
    own.url = senders.url
    own.certificate = senders.certificate
    return own
  }
}
