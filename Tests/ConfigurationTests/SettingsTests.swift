import Configuration
import Foundation
import Testing

/// A configuration in a folder of its own, which goes with the test.
private func load(_ text: String) throws -> Settings {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appendingPathComponent("postern.yaml")
  try Data(text.utf8).write(to: file)
  return try Settings.load(file.path)
}

@Suite("A configuration")
struct SettingsTests {
  private let organisation = "organisation: {name: Oakfield, domains: [Oakfield.example]}\n"

  @Test("needs an organisation only")
  func smallest() throws {
    let settings = try load(organisation)
    #expect(settings.organisation.domains == ["oakfield.example"])
    #expect(settings.keys.hasSuffix("/keys") && settings.state.hasSuffix("/state"))
    #expect(settings.notices.from == "postern@oakfield.example")
  }

  @Test("has paths relative to its own file, and takes the schools' domains for internal")
  func paths() throws {
    let settings = try load(
      "organisation: {name: T, domains: [a.example], schools: [{name: S, domains: [b.example]}]}\npeople: {pupils: p.csv}\nrules: /etc/rules\n"
    )
    #expect(settings.people.pupils?.hasPrefix("/") == true && settings.people.pupils?.hasSuffix("/p.csv") == true)
    #expect(settings.rules == "/etc/rules")
    #expect(settings.organisation.domains == ["a.example", "b.example"])
  }

  @Test("names a service for verified TLS where rules may ask for it")
  func verifiedTLS() throws {
    #expect(try load(organisation).tls == nil)
    #expect(try load(organisation + "tls: {}\n").tls == VerifiedTLS())
    #expect(
      try load(organisation + "tls: {port: 2525, level: dane-only, relay: true}\n").tls
        == VerifiedTLS(port: 2525, level: .daneOnly, isRelayed: true))
  }

  @Test(
    "that is wrong is refused with line, column and remedy",
    arguments: [
      ("organisaton: {}\n", ":1:1: the key 'organisation' is missing: is it meant by 'organisaton'?"),
      ("organisation: {name: O, domains: []}\n", ":1:34: at least one domain is needed"),
      (
        "organisation: {name: O, domains: [oakfield]}\n", ":1:35: 'oakfield' is no domain: write it like school.example"
      ),
      (
        "organisation: {name: O, domains: [o.example]}\npeeple: {}\n",
        ":2:1: 'peeple' is not known here: did you mean 'people'?"
      ),
      (
        "organisation: {name: O, domains: [o.example]}\nlimits: {depth: 4}\n",
        ":2:17: 4 is out of bounds: from 5 to 500"
      ),
      (
        "organisation: {name: O, domains: [o.example]}\ntls: {port: 10026}\n",
        ":2:13: this is the service of 'reinject:', which may send in clear: give TLS a port of its own"
      ),
      (
        "organisation: {name: O, domains: [o.example]}\ntls: {daemon_name: postern-outbox}\n",
        ":2:20: give the service a name of its own, the same as milter_macro_daemon_name in master.cf, and not that of 'reinject:'"
      ),
      (
        "organisation: {name: O, domains: [o.example]}\ntls: {level: encrypt}\n",
        ":2:14: 'encrypt' does not vouch for whom the mail reaches: use secure or dane-only"
      ),
      (
        "organisation: {name: O, domains: [o.example]}\ntls: {level: safe}\n",
        ":2:14: 'safe' is not known here: use one of dane-only, secure"
      ),
      (
        "organisation: {name: O, domains: [o.example]}\nlog: loud\n",
        ":2:6: 'loud' is not known here: use one of debug, error, info, notice, trace, warning"
      ),
      (
        "organisation: {name: O, domains: [o.example]}\nlisten: {milter: tcp:1}\n",
        ":2:18: write the socket as unix:/PATH or inet:PORT@HOST"
      ),
      (
        """
        organisation: {name: O, domains: [o.example]}
        directory:
          url: ldaps://dc1.o.example
          preset: openldap
          base: dc=o,dc=example
          bind_dn: cn=postern,dc=o,dc=example

        """,
        ":6:12: a name without a password asks as nobody: name its 'password_file', or leave bind_dn out"
      ),
    ])
  func refused(_ text: String, _ end: String) {
    let error = #expect(throws: ConfigurationError.self) { try load(text) }
    #expect(error?.description.hasSuffix("postern.yaml" + end) == true, "\(error?.description ?? "")")
  }

  @Test("is refused when a key stands twice, or it is no YAML")
  func broken() {
    #expect(throws: ConfigurationError.self) { try load(organisation + organisation) }
    #expect(throws: ConfigurationError.self) { try load("organisation: [") }
    let missing = #expect(throws: ConfigurationError.self) { try Settings.load("/nowhere/postern.yaml") }
    #expect(missing?.message == "cannot be read: check that it exists and who may read it")
  }
}

@Suite("A suggestion")
struct SuggestionTests {
  @Test("is the nearest word, and none where all are far")
  func nearestWord() {
    #expect(nearest(to: "helth", among: ["health", "sen"]) == "health")
    #expect(nearest(to: "weather", among: ["health", "sen"]) == nil)
  }
}
