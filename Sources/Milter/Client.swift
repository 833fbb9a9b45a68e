/// Who brought a message, as Postfix tells it: by the connection, or by macros where a milter's protocol has no field.
public struct Client: Hashable, Sendable {
  /// What is known of an encrypted session.
  public struct TLS: Hashable, Sendable {
    /// "TLSv1.3".
    public var version: String
    /// "TLS_AES_256_GCM_SHA384".
    public var cipher: String
    /// The key length in bits, where told.
    public var bits: Int?
    /// The common name in the client's certificate, and only of a certificate that Postfix has verified; else nil.
    public var verifiedSubject: String?
    /// The common name of who issued that certificate.
    public var verifiedIssuer: String?

    public init(
      version: String, cipher: String, bits: Int? = nil, verifiedSubject: String? = nil, verifiedIssuer: String? = nil
    ) {
      self.version = version
      self.cipher = cipher
      self.bits = bits
      self.verifiedSubject = verifiedSubject
      self.verifiedIssuer = verifiedIssuer
    }
  }

  /// The name that Postfix found and confirmed in the DNS; the address in brackets if none,
  /// "localhost" for local pickup.
  public var hostname: String
  /// The IP address as text, without the "IPv6:" of RFC 5321 §4.1.3; empty if Postfix does not know it.
  public var address: String
  /// The client's port, 0 if unknown.
  public var port: UInt16
  /// The name that the client gave with HELO or EHLO; nil if it gave none.
  public var helo: String?
  /// The login name that was verified by SASL (`{auth_authen}`); nil if the client did not authenticate.
  public var login: String?
  /// The SASL mechanism of `login` ("PLAIN").
  public var loginMechanism: String?
  /// Nil if the session is not encrypted.
  public var tls: TLS?
  /// `milter_macro_daemon_name` of the Postfix service that took the message.
  public var daemonName: String?
  /// Postfix's own name (`$myhostname`); nil if it told none.
  public var server: String?
  /// The message came by no network but by `sendmail` (or QMQP), through `non_smtpd_milters`.
  public var isLocalPickup: Bool

  public init(
    hostname: String, address: String, port: UInt16 = 0, helo: String? = nil, login: String? = nil,
    loginMechanism: String? = nil, tls: TLS? = nil, daemonName: String? = nil, server: String? = nil,
    isLocalPickup: Bool = false
  ) {
    self.hostname = hostname
    self.address = address
    self.port = port
    self.helo = helo
    self.login = login
    self.loginMechanism = loginMechanism
    self.tls = tls
    self.daemonName = daemonName
    self.server = server
    self.isLocalPickup = isLocalPickup
  }
}
