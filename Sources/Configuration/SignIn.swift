/// How people sign in to the console: `console: {sign_in: …}`.
public struct SignIn: Sendable, Equatable {
  /// Who needs a second factor beside the password.
  public enum SecondFactor: String, CaseIterable, Sendable {
    case everyone
    /// Whoever has a role, and administrators.
    case officers
  }

  /// Whether accounts with passwords may sign in. An administrator's always may, so that a provider that is down locks
  /// nobody out for good.
  public var passwords = true
  public var secondFactor = SecondFactor.everyone
  /// A session ends after so long without a request, in minutes.
  public var idleMinutes = 30
  /// It ends after so long whatever is done, in hours.
  public var sessionHours = 12
  /// A grave action asks for the password again when it was given longer ago than this, in minutes.
  public var confirmMinutes = 15
  /// Nil where the school has no provider.
  public var singleSignOn: SingleSignOn?

  public init() {}

  /// An OpenID Connect provider that says who somebody is, and nothing of what they may do.
  public struct SingleSignOn: Sendable, Equatable {
    public enum Provider: Sendable, Equatable {
      /// Microsoft Entra; the tenant's id, lower case.
      case microsoft(tenant: String)
      /// Google Workspace; its domain, lower case.
      case google(domain: String)
      /// Any other, by its issuer, as its tokens write it.
      case other(issuer: String)
    }

    public var provider: Provider
    /// As the provider registered Postern.
    public var clientID: String
    /// A file that holds the secret and nothing else; nil for a public client, which PKCE alone protects.
    public var secretFile: String?
    /// Certificates to trust, in PEM; nil for those of the system.
    public var caFile: String?
    /// The words on the button.
    public var label: String

    public init(
      provider: Provider, clientID: String, secretFile: String? = nil, caFile: String? = nil, label: String = ""
    ) {
      self.provider = provider
      self.clientID = clientID
      self.secretFile = secretFile
      self.caFile = caFile
      self.label = label
    }
  }
}

extension SignIn {
  /// Reads `sign_in:`; what holds by default where it is absent.
  /// - Parameter path: makes a path absolute, as the configuration's other paths.
  public static func read(
    _ value: YAMLValue?, path: (YAMLValue?) throws(ConfigurationError) -> String?
  ) throws(ConfigurationError) -> SignIn {
    var it = SignIn()
    guard var map = try value?.map() else { return it }
    if let passwords = map.optional("passwords") { it.passwords = try passwords.bool() }
    if let factor = map.optional("second_factor") { it.secondFactor = try factor.oneOf() }
    if let minutes = map.optional("idle_minutes") { it.idleMinutes = try minutes.int(in: 1...480) }
    if let hours = map.optional("session_hours") { it.sessionHours = try hours.int(in: 1...24) }
    if let minutes = map.optional("confirm_minutes") { it.confirmMinutes = try minutes.int(in: 1...480) }
    it.singleSignOn = try SingleSignOn.read(map.optional("single_sign_on"), path: path)
    try map.finish()
    return it
  }
}

extension SignIn.SingleSignOn {
  static func read(
    _ value: YAMLValue?, path: (YAMLValue?) throws(ConfigurationError) -> String?
  ) throws(ConfigurationError) -> SignIn.SingleSignOn? {
    guard let value else { return nil }
    var map = try value.map()
    let kinds = (map.optional("microsoft"), map.optional("google"), map.optional("issuer"))
    let provider: Provider
    let usual: String
    switch kinds {
    case (let microsoft?, nil, nil): (provider, usual) = (try Self.microsoft(microsoft), "Microsoft")
    case (nil, let google?, nil): (provider, usual) = (try Self.google(google), "Google")
    case (nil, nil, let issuer?): (provider, usual) = (try Self.other(issuer), "the school's account")
    default: throw value.error("name one provider: 'microsoft', 'google' or 'issuer'")
    }
    var it = SignIn.SingleSignOn(
      provider: provider, clientID: try map.required("client_id").string(), label: usual)
    it.secretFile = try path(map.optional("client_secret_file"))
    it.caFile = try path(map.optional("ca_file"))
    if let label = map.optional("label") { it.label = try label.string() }
    if it.secretFile == nil, case .google = provider {
      throw value.error("Google asks for a client's secret: name its file as 'client_secret_file'")
    }
    try map.finish()
    return it
  }

  private static func microsoft(_ value: YAMLValue) throws(ConfigurationError) -> Provider {
    var map = try value.map()
    let place = try map.required("tenant")
    let tenant = try place.string().lowercased()
    // "common" would let anybody in who has any account at Microsoft.
    let groups = tenant.split(separator: "-", omittingEmptySubsequences: false)
    guard groups.map(\.count) == [8, 4, 4, 4, 12], groups.joined().allSatisfy(\.isHexDigit) else {
      throw place.error(
        "'\(tenant)' is no tenant's id: Entra's overview shows it, like 0f3a9c1e-2b4d-4c6f-8a1b-3c5d7e9f1a2b")
    }
    try map.finish()
    return .microsoft(tenant: tenant)
  }

  private static func google(_ value: YAMLValue) throws(ConfigurationError) -> Provider {
    var map = try value.map()
    let place = try map.required("domain")
    let domain = try place.string().lowercased()
    guard domain.contains("."), !domain.contains("@"), !domain.contains(" ") else {
      throw place.error("'\(domain)' is no domain: write the Workspace's own, like school.example")
    }
    guard !["gmail.com", "googlemail.com"].contains(domain) else {
      throw place.error("anybody may have an account there: write the school's own Workspace domain")
    }
    try map.finish()
    return .google(domain: domain)
  }

  private static func other(_ value: YAMLValue) throws(ConfigurationError) -> Provider {
    let issuer = try value.string()
    guard Self.isSafe(issuer) else {
      throw value.error("'\(issuer)' is no issuer: write it as its tokens do, like https://login.school.example")
    }
    return .other(issuer: issuer)
  }

  /// Encrypted, or on this machine (OpenID Connect Discovery 1.0 §3: https, no query or fragment).
  private static func isSafe(_ issuer: String) -> Bool {
    guard !issuer.contains(where: { $0.isWhitespace || "?#@\\".contains($0) }) else { return false }
    if issuer.hasPrefix("https://") { return issuer.count > "https://".count }
    return ["127.0.0.1", "localhost", "[::1]"].contains { host in
      ["/", ":"].contains { issuer.hasPrefix("http://" + host + $0) } || issuer == "http://" + host
    }
  }
}
