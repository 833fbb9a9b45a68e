import Configuration
import Foundation
import Glibc
import PosternKit
import Testing

@testable import Delivery

/// Asks Debian's own postconf about files as an admin may write them.
@Suite("What Postfix's configuration lacks")
struct PostfixSetupTests {
  static let milter = "unix:/run/postern/milter.sock"
  private static let tls = VerifiedTLS()

  static let main = """
    smtpd_milters = unix:/run/postern/milter.sock, inet:127.0.0.1:8891
    non_smtpd_milters = $smtpd_milters
    milter_default_action = tempfail
    """

  static let master = """
    smtp inet n - n - - smtpd
    127.0.0.1:10026 inet n - n - - smtpd
      -o milter_macro_daemon_name=postern-outbox
      -o smtpd_milters=unix:/run/postern/milter.sock,inet:127.0.0.1:8891
      -o local_header_rewrite_clients=
    127.0.0.1:10027 inet n - n - - smtpd
      -o milter_macro_daemon_name=postern-outbox-tls
      -o content_filter=postern-tls:
      -o smtpd_milters=unix:/run/postern/milter.sock,inet:127.0.0.1:8891
      -o local_header_rewrite_clients=
    postern-tls unix - - n - - smtp
      -o smtp_tls_security_level=secure
      -o smtp_tls_policy_maps=
      -o smtp_tls_CAfile=/etc/ssl/certs/ca-certificates.crt

    """

  /// As one that nobody has just written: Postfix waits until its writer has been gone for two seconds.
  static func writeMain(_ text: String, in folder: TemporaryFolder) throws {
    let path = try folder.write("main.cf", text: text + "\n")
    try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: path)
  }

  private func faults(
    _ main: String = "", replacing old: String = "", by new: String = "", milter: String = milter,
    tls: VerifiedTLS = tls
  ) throws -> [String] {
    if !old.isEmpty { try #require(Self.master.contains(old)) }
    return try faults(
      main: Self.main + "\n" + main, master: old.isEmpty ? Self.master : Self.master.replacing(old, with: new),
      milter: milter, tls: tls)
  }

  private func faults(
    main: String, master: String, milter: String = milter, tls: VerifiedTLS = tls
  ) throws -> [String] {
    let folder = try TemporaryFolder("postconf")
    try Self.writeMain(main, in: folder)
    try folder.write("master.cf", text: master)
    let setup = try PostfixSetup.read(folder.path)
    let place = try Settings.load(
      folder.write("postern.yaml", text: "organisation: {name: O, domains: [o.example]}\n")
    ).reinject
    return (setup.faults(milter: milter) + setup.faults(place, milter: milter) + setup.faults(tls, milter: milter))
      .map(\.description)
  }

  @Test("is nothing where it is as the manual shows it")
  func right() throws {
    #expect(try faults().isEmpty)
    // A socket of TCP, which libmilter and Postfix write each in their way.
    let network = try faults(
      "smtpd_milters = { inet:127.0.0.1:8890, default_action=tempfail }",
      replacing: "smtpd_milters=unix:/run/postern/milter.sock", by: "smtpd_milters=inet:127.0.0.1:8890",
      milter: "inet:8890@127.0.0.1")
    #expect(network.isEmpty)
  }

  @Test("is nothing where it is just as the manual of the configuration shows it")
  func manual() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let manual = try String(contentsOf: root.appending(path: "man/postern.yaml.5"), encoding: .utf8)
    let shown = try #require(manual.range(of: ".Sh POSTFIX")).upperBound
    let blocks = manual[shown...].matches(of: #/\.Bd -literal\n(?<text>.*?)\.Ed/#.dotMatchesNewlines()).map(\.text)
    try #require(blocks.count == 3)
    #expect(try faults(main: String(blocks[0]), master: String(blocks[1])).isEmpty)
  }

  @Test(
    "is told of the outer service",
    arguments: [
      ("milter_default_action = accept", "milter_default_action is 'accept'"),
      ("smtpd_milters = inet:127.0.0.1:8891", "smtpd_milters does not name Postern's milter"),
      ("non_smtpd_milters =", "non_smtpd_milters does not name Postern's milter"),
      ("smtpd_milters = { , }", "smtpd_milters does not name Postern's milter"),
      (
        "smtpd_milters = { unix:/run/postern/milter.sock, default_action=accept }",
        "lets mail pass by default_action=accept while Postern is down"
      ),
    ])
  func outer(line: String, words: String) throws {
    let found = try faults(line)
    #expect(found.contains { $0.contains(words) }, "\(found)")
  }

  @Test(
    "is told of the services that take what Postern sends",
    arguments: [
      ("127.0.0.1:10026", "127.0.0.1:10099", "no smtpd service on port 10026 of 127.0.0.1, which 'reinject:' names"),
      ("127.0.0.1:10027", "127.0.0.1:10098", "no smtpd service on port 10027 of 127.0.0.1, which 'tls:' names"),
      ("=postern-outbox-tls", "=other", "127.0.0.1:10027 of master.cf is not marked as Postern's own"),
      ("smtpd_milters=unix:/run/postern/milter.sock,", "smtpd_milters=", "does not ask Postern's milter first"),
      ("  -o local_header_rewrite_clients=\n", "", "may change header fields"),
      ("  -o content_filter=postern-tls:\n", "", "has no transport of its own, and would send in clear"),
      ("content_filter=postern-tls:", "content_filter=other:", "has no transport 'other'"),
      ("level=secure", "level=may", "has the TLS level 'may' where 'tls:' says secure"),
      ("level=secure", "level=encrypt", "has the TLS level 'encrypt' where 'tls:' says secure"),
      (
        "  -o smtp_tls_CAfile=/etc/ssl/certs/ca-certificates.crt\n", "  -o smtp_tls_CAfile=\n",
        "knows no certificate authority"
      ),
      (
        "smtp_tls_policy_maps=\n", "smtp_tls_policy_maps=inline:{{partner.example = may}}\n",
        "allows 'may' by its table"
      ),
      (
        "content_filter=postern-tls:", "content_filter=postern-tls:[relay.example]:587",
        "say so with 'tls: {relay: true}'"
      ),
    ])
  func services(old: String, new: String, words: String) throws {
    let found = try faults(replacing: old, by: new)
    #expect(found.contains { $0.contains(words) }, "\(found)")
  }

  @Test(
    "is told where a certificate may bear a name that is only what DNS says",
    arguments: [
      ("", "  -o smtp_tls_secure_cert_match=nexthop,hostname\n", true),
      ("smtp_tls_secure_cert_match = hostname", "", true),
      ("", "  -o smtp_tls_secure_cert_match=HostName:nexthop\n", true),
      ("smtp_tls_secure_cert_match = hostname", "  -o smtp_tls_secure_cert_match=nexthop\n", false),
      ("", "  -o smtp_tls_secure_cert_match=hostname.example\n", false),
    ])
  func certificateNames(main: String, transport: String, isWrong: Bool) throws {
    let level = "  -o smtp_tls_security_level=secure\n"
    let found = try faults(main, replacing: level, by: level + transport)
    #expect(found.contains { $0.contains("the name that DNS gives for a mail server") } == isWrong, "\(found)")
    #expect(found.isEmpty != isWrong)
  }

  @Test("is told of that in a table too, and not where a relay stands in brackets, which DNS names no other server for")
  func certificateNamesElsewhere() throws {
    let table = try faults(
      replacing: "smtp_tls_policy_maps=\n",
      by: "smtp_tls_policy_maps=inline:{{partner.example = secure match=nexthop:hostname}}\n")
    #expect(table.contains { $0.contains("match=nexthop:hostname' by its table") }, "\(table)")
    let relayed = VerifiedTLS(isRelayed: true)
    for (hop, isWrong) in [("[relay.example]:587", false), ("relay.example", true)] {
      let found = try faults(
        "smtp_tls_secure_cert_match = hostname", replacing: "content_filter=postern-tls:",
        by: "content_filter=postern-tls:\(hop)", tls: relayed)
      #expect(found.isEmpty != isWrong, "\(found)")
    }
  }

  @Test("is told where main.cf makes a relay of it, unless that is said")
  func defaultNextHop() throws {
    let found = try faults("default_filter_nexthop = [relay.example]:587")
    #expect(found.contains { $0.contains("goes to [relay.example]:587") }, "\(found)")
    let said = try faults("default_filter_nexthop = [relay.example]:587", tls: VerifiedTLS(isRelayed: true))
    #expect(said.isEmpty, "\(said)")
    // The queue manager chooses the next hop, and may be told otherwise.
    let other = try faults(
      "default_filter_nexthop = [relay.example]:587", replacing: "postern-tls unix",
      by: "qmgr unix n - n 300 1 qmgr\n  -o default_filter_nexthop=\npostern-tls unix")
    #expect(other.isEmpty, "\(other)")
  }

  @Test("is told of the service at the very place, whatever else listens on that port")
  func places() throws {
    let elsewhere = "192.0.2.5:10027 inet n - n - - smtpd\n"
    let here = "127.0.0.1:10027 inet n - n - - smtpd\n"
    let besides = try faults(replacing: here, by: elsewhere + here)
    #expect(besides.isEmpty, "\(besides)")
    let alone = try faults(replacing: "127.0.0.1:10027", by: "192.0.2.5:10027")
    #expect(alone.contains { $0.contains("no smtpd service on port 10027 of 127.0.0.1") }, "\(alone)")
    for name in ["10027", "localhost:10027", "0.0.0.0:10027", "loopback.oakfield.example:10027"] {
      let found = try faults(replacing: "127.0.0.1:10027", by: name)
      #expect(found.isEmpty, "\(name): \(found)")
    }
    let both = try faults(replacing: here, by: "10027 inet n - n - - smtpd\n" + here)
    #expect(both.isEmpty, "\(both)")
    // By that name either of two addresses may answer.
    let two = try faults(
      replacing: here, by: "[::1]:10027 inet n - n - - smtpd\n" + here, tls: VerifiedTLS(host: "localhost"))
    #expect(two.contains { $0.contains("[::1]:10027 of master.cf is not marked") }, "\(two)")
  }

  @Test("is told where main.cf allows less than the transport says")
  func tables() throws {
    let found = try faults(
      "smtp_tls_policy_maps = inline:{{partner.example = may}}", replacing: "  -o smtp_tls_policy_maps=\n", by: "")
    #expect(found.contains { $0.contains("uses the table smtp_tls_policy_maps of main.cf") }, "\(found)")
    let relay = try faults("smtp_fallback_relay = [backup.example]")
    #expect(relay.contains { $0.contains("has a fallback relay") }, "\(relay)")
  }

  @Test("is told of DNSSEC where DANE is asked for")
  func dane() throws {
    let level = VerifiedTLS(level: .daneOnly)
    let without = try faults(replacing: "level=secure", by: "level=dane-only", tls: level)
    #expect(without.contains { $0.contains("cannot ask for DNSSEC") }, "\(without)")
    let with = try faults(
      "smtp_dns_support_level = dnssec", replacing: "level=secure", by: "level=dane-only", tls: level)
    #expect(with.isEmpty, "\(with)")
  }

  @Test("cannot be told where postconf hangs: it is given up")
  func hangs() throws {
    let folder = try TemporaryFolder("postconf")
    try Self.writeMain(Self.main, in: folder)
    // Nobody ever writes into it: the reader waits for ever.
    try #require(mkfifo(folder.file("master.cf"), 0o600) == 0)
    let error = try #require(throws: PostfixSetup.Trouble.self) { try PostfixSetup.read(folder.path) }
    #expect(error.description.contains("postconf has not answered"))
  }

  @Test("cannot be told of a Postfix that is not there")
  func missing() {
    #expect(throws: PostfixSetup.Trouble.self) { try PostfixSetup.read("/nowhere") }
  }
}
