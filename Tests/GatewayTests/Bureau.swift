import PosternKit

/// The mail servers of somebody outside, each with another kind of TLS, and what has come in by any of them.
///
/// Sendable because a suite that shares one is serialized: one test at a time uses it.
final class Bureau: @unchecked Sendable {
  static let payroll = "payroll@bureau.example"
  /// The name that its servers are to have.
  static let name = "mx.bureau.example"

  enum Server: CaseIterable {
    /// It offers no TLS.
    case plain
    /// Its certificate is of an authority that nobody here knows.
    case unknownAuthority
    /// Its certificate is for another name.
    case otherName
    case right
  }

  /// What its servers have taken.
  let mailbox: NextHop
  /// The one that the school knows.
  let authority: CertificateAuthority
  /// One that it does not know; kept for as long as its file is needed.
  private let stranger: CertificateAuthority
  private let postfix: PrivatePostfix
  private var ports: [Server: UInt16] = [:]

  init() throws {
    mailbox = try NextHop()
    authority = try CertificateAuthority()
    stranger = try CertificateAuthority()
    var settings = PostfixSettings(milters: [], nextHop: mailbox)
    settings.hostname = Self.name
    settings.mainLines = ["smtpd_tls_received_header = yes"]
    let certificates: [Server: CertificateAuthority.Certificate] = [
      .unknownAuthority: try stranger.certificate(for: Self.name),
      .otherName: try authority.certificate(for: "mx.elsewhere.example"),
      .right: try authority.certificate(for: Self.name),
    ]
    for server in Server.allCases {
      let port = try freePort()
      ports[server] = port
      settings.masterLines.append("127.0.0.1:\(port) inet n - n - - smtpd")
      guard let certificate = certificates[server] else { continue }
      settings.masterLines += [
        "  -o smtpd_tls_security_level=may", "  -o smtpd_tls_cert_file=\(certificate.file)",
        "  -o smtpd_tls_key_file=\(certificate.key)",
      ]
    }
    postfix = try PrivatePostfix(settings)
    try postfix.start()
  }

  /// How Postfix names a server as a next hop.
  func nextHop(_ server: Server) -> String { "[localhost]:\(ports[server] ?? 0)" }

  func stop() {
    postfix.stop()
    mailbox.stop()
  }
}

extension Bureau {
  /// The small school, with a rule that lets health data go to the bureau by verified TLS alone.
  static func makeSchool() throws -> School {
    let files = try SchoolFolder()
    try files.folder.write(
      "contacts.csv",
      text: SchoolFolder.records["contacts.csv", default: ""] + "Payroll,A bureau,\(payroll),supplier,health,30,\n")
    try files.folder.write(
      "rules/policy.yaml",
      text: SchoolRules.policy
        + SchoolRules.rule(
          "health.by-tls",
          "{is: school_sender, recipient: {kind: supplier}, finding: {category: health, about: anyone}}", "[tls]"))
    return try School(files: files)
  }
}
