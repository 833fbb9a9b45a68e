import Foundation

/// Where the web console listens, and how long people have to think again.
public struct ConsoleSettings: Sendable, Equatable {
  /// A certificate and its key, both PEM, for a console that does TLS itself.
  public struct Certificate: Sendable, Equatable {
    /// The chain, the server's own certificate first.
    public var chain: String
    public var key: String
  }

  /// A name or number of this machine; loopback unless somebody says otherwise.
  public var host: String
  public var port: Int
  /// The address that people type, without a path: "https://postern.oakfield.example". Links in letters are made of it,
  /// never of what a browser sends (OWASP, Host header injection).
  public var url: String
  public var certificate: Certificate?
  /// Networks of proxies whose `X-Forwarded-For` is believed, in CIDR notation.
  public var proxies: [String]
  /// How long a release on a page will wait so that it can be taken back, in seconds.
  public var graceSeconds: Int
  /// Networks from which `/metrics` may be read besides this machine itself, in CIDR notation.
  public var metricsFrom: [String] = []
  public var signIn = SignIn()
  /// The page that senders open from a notice; nil for none: notices then carry no link.
  public var senders: SenderListener?

  public init(
    host: String = "127.0.0.1", port: Int = 8025, url: String? = nil, certificate: Certificate? = nil,
    proxies: [String] = [], graceSeconds: Int = 30
  ) {
    self.host = host
    self.port = port
    self.url = url ?? "\(certificate == nil ? "http" : "https")://\(host):\(port)"
    self.certificate = certificate
    self.proxies = proxies
    self.graceSeconds = graceSeconds
  }

  /// Whether the browser speaks TLS, with the console or with the proxy before it.
  public var isSecure: Bool { url.hasPrefix("https://") }

  /// Whether none but this machine can reach it.
  public var isLoopback: Bool { ["127.0.0.1", "::1", "localhost"].contains(host) }

  static func read(
    _ value: YAMLValue?, path: (YAMLValue?) throws(ConfigurationError) -> String?
  ) throws(ConfigurationError) -> ConsoleSettings {
    guard let value, var map = try Optional(value.map()) else { return ConsoleSettings() }
    let host = try map.optional("host")?.string() ?? "127.0.0.1"
    let port = try map.optional("port")?.int(in: 0...65535) ?? 8025
    let certificate = try Certificate.read(map.optional("tls"), path: path)
    var console = ConsoleSettings(host: host, port: port, certificate: certificate)
    if let url = map.optional("url") { console.url = try Self.url(url) }
    if let proxies = map.optional("proxies") { console.proxies = try proxies.strings() }
    if let networks = map.optional("metrics_from") { console.metricsFrom = try networks.strings() }
    if let grace = map.optional("grace_seconds") { console.graceSeconds = try grace.int(in: 0...600) }
    console.signIn = try SignIn.read(map.optional("sign_in"), path: path)
    console.senders = try SenderListener.read(map.optional("senders"), besides: console, path: path)
    try map.finish()
    // What crosses a network in clear is read on it: passwords and children's data alike.
    guard console.isLoopback || console.isSecure else {
      throw value.error("the console \(Self.inClear)")
    }
    return console
  }

  static let inClear =
    "would speak to the network in clear: give it a certificate with 'tls:', or let it listen on 127.0.0.1 behind a proxy "
    + "that has one, and say 'url: https://…'"

  static func url(_ value: YAMLValue) throws(ConfigurationError) -> String {
    let text = try value.string()
    guard let parts = URLComponents(string: text), ["http", "https"].contains(parts.scheme ?? ""),
      let host = parts.host, !host.isEmpty, ["", "/"].contains(parts.path), parts.query == nil, parts.user == nil
    else {
      throw value.error("write the address that people type, without a path, like https://postern.school.example")
    }
    return text.hasSuffix("/") ? String(text.dropLast()) : text
  }
}

extension ConsoleSettings.Certificate {
  static func read(
    _ value: YAMLValue?, path: (YAMLValue?) throws(ConfigurationError) -> String?
  ) throws(ConfigurationError) -> Self? {
    guard var tls = try value?.map() else { return nil }
    let certificate = Self(
      chain: try path(tls.required("certificate")) ?? "", key: try path(tls.required("key")) ?? "")
    try tls.finish()
    return certificate
  }
}
