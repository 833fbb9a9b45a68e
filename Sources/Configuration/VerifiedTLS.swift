/// The Postfix service that takes what may go over verified TLS alone.
public struct VerifiedTLS: Sendable, Equatable {
  /// What its transport asks of a next hop: words of Postfix's `smtp_tls_security_level` (TLS_README). Others encrypt
  /// without knowing for whom.
  public enum Level: String, CaseIterable, Sendable {
    /// A certificate of a known authority for the expected name.
    case secure
    /// A certificate that the domain has published under DNSSEC (RFC 7672).
    case daneOnly = "dane-only"
  }

  public var host: String
  public var port: Int
  /// `milter_macro_daemon_name` of that service.
  public var daemonName: String
  public var level: Level
  /// All its mail goes to one relay, so that no more than the way to it is verified.
  public var isRelayed: Bool

  public init(
    host: String = "127.0.0.1", port: Int = 10027, daemonName: String = "postern-outbox-tls", level: Level = .secure,
    isRelayed: Bool = false
  ) {
    self.host = host
    self.port = port
    self.daemonName = daemonName
    self.level = level
    self.isRelayed = isRelayed
  }

  static func read(
    _ value: YAMLValue?, besides ordinary: Settings.Reinject
  ) throws(ConfigurationError) -> VerifiedTLS? {
    guard var map = try value?.map() else { return nil }
    var tls = VerifiedTLS()
    if let host = map.optional("host") { tls.host = try host.string() }
    if let port = map.optional("port") {
      tls.port = try port.int(in: 1...65535)
      guard tls.port != ordinary.port || tls.host != ordinary.host else {
        throw port.error("this is the service of 'reinject:', which may send in clear: give TLS a port of its own")
      }
    }
    if let name = map.optional("daemon_name") {
      tls.daemonName = try name.string()
      guard !tls.daemonName.isEmpty, tls.daemonName != ordinary.daemonName else {
        throw name.error(
          "give the service a name of its own, the same as milter_macro_daemon_name in master.cf, and not that of 'reinject:'"
        )
      }
    }
    if let level = map.optional("level") {
      let word = try level.string()
      guard let known = Level(rawValue: word) else {
        throw ["none", "may", "encrypt", "dane", "verify", "fingerprint"].contains(word)
          ? level.error("'\(word)' does not vouch for whom the mail reaches: use secure or dane-only")
          : level.error(level.unknown(word, among: Level.allCases.map(\.rawValue)))
      }
      tls.level = known
    }
    if let relay = map.optional("relay") { tls.isRelayed = try relay.bool() }
    try map.finish()
    return tls
  }
}
