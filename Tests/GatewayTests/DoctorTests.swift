import Foundation
import Glibc
import PosternKit
import Testing

/// What `postern doctor --json` says.
private struct Report: Decodable {
  struct Check: Decodable, Hashable {
    var check: String
    var status: String
    var message: String
    var remedy: String?
  }
  var status: String
  var checks: [Check]

  init(_ output: String) throws { self = try JSONDecoder().decode(Report.self, from: Data(output.utf8)) }

  func about(_ check: String) -> [Check] { checks.filter { $0.check == check } }
}

extension ThroughPostfix {
  @Suite("The doctor, of an installation that runs", .serialized, .school)
  struct DoctorTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    private let teacher = "t.ash@oakfield.example"
    private let pupil = "o.hart@pupils.oakfield.example"

    private func examine(_ arguments: [String] = []) throws -> Report {
      let result = try school.site.run(["doctor", "--json"] + arguments)
      let report = try Report(result.output)
      // The worst line decides, and nothing is wrong without a remedy.
      #expect(result.status == (report.checks.contains { $0.status == "fail" } ? 1 : 0))
      #expect(report.checks.allSatisfy { ($0.status == "ok") == ($0.remedy == nil) })
      return report
    }

    @Test("finds it well: rules, records, workers, keys, state, filter, milters and both services")
    func well() throws {
      let report = try examine()
      for check in [
        "configuration", "rules", "records", "workers", "keys", "state", "filter", "milters", "reinjection", "log",
        "outbox",
      ] {
        #expect(!report.about(check).isEmpty, "\(check)")
        #expect(report.about(check).allSatisfy { $0.status == "ok" }, "\(report.about(check))")
      }
      #expect(report.about("tls").contains { $0.status == "ok" && $0.message.contains("over verified TLS alone") })
      // The next hop of these tests offers no TLS, and Postfix is told not to ask for it.
      #expect(report.about("tls").contains { $0.status == "warn" && $0.message.contains("in clear") })
      for check in ["wall", "space", "encryption", "swap", "internal mail"] {
        #expect(!report.about(check).isEmpty, "\(check)")
      }
    }

    @Test("says it in words, a line each, with the remedy below")
    func words() throws {
      let lines = try school.site.run(["doctor"]).output.split(separator: "\n")
      #expect(lines.first?.hasPrefix("ok   configuration") == true)
      #expect(lines.contains { $0.hasPrefix("ok   workers") })
      let warned = try #require(lines.firstIndex { $0.hasPrefix("warn tls") })
      #expect(lines[warned + 1].contains("→ write smtp_tls_security_level"))
    }

    @Test("sees a probe that comes by Postern, and from then on that internal mail was seen")
    func seen() throws {
      let report = try examine(
        ["--probe", teacher, pupil, "--server", "127.0.0.1:\(school.site.postfix.port)", "--wait", "120"])
      #expect(report.about("probe").map(\.status) == ["ok"])
      // The pupil gets it like any mail.
      let got = try school.site.nextHop.wait { $0.isTo(pupil) }[0]
      #expect(got.header("Subject").first?.hasPrefix("Postern probe ") == true)
      #expect(got.header("Auto-Submitted") == ["auto-generated"])
      #expect(try school.newlyHeld().isEmpty)
      #expect(try examine().about("internal mail").map(\.status) == ["ok"])
    }

    @Test("says plainly when a probe goes another way, and what to do")
    func unseen() throws {
      // Past Postern, as a cloud's own delivery from mailbox to mailbox.
      let report = try examine(
        ["--probe", teacher, pupil, "--server", "127.0.0.1:\(school.site.nextHop.port)", "--wait", "1"])
      let probe = try #require(report.about("probe").first)
      #expect(probe.status == "fail")
      #expect(probe.message.contains("internal mail does not come by Postern"))
      #expect(probe.remedy?.contains("docs/routes.md") == true)
      #expect(report.status == "fail")
    }

    @Test("lets a person send the probe from the mail program, and says how")
    func byHand() throws {
      let said = school.site.folder.file("doctor.txt")
      let file = open(said, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
      defer { close(file) }
      let doctor = try ChildProcess(
        school.site.postern, ["doctor", "--probe", teacher, pupil, "--config", school.site.configuration],
        output: file)
      let text = { (try? String(contentsOfFile: said, encoding: .utf8)) ?? "" }
      let pattern = #/with this subject: (?<subject>Postern probe [0-9a-z]{26})\n/#
      try until { text().firstMatch(of: pattern) != nil }
      let subject = try #require(text().firstMatch(of: pattern)).subject
      // One that nobody has asked for is no answer.
      var other = Mail(from: teacher, to: [pupil])
      other.subject = "Postern probe 0123456789abcdefghjkmnpqrs"
      #expect(try school.send(other).code == 250)
      var mail = Mail(from: teacher, to: [pupil])
      mail.subject = String(subject)
      #expect(try school.send(mail).code == 250)
      #expect(try doctor.wait(milliseconds: 300_000) == 0)
      #expect(text().contains("internal mail comes by Postern"))
    }

    @Test(
      "finds what an admin has broken",
      arguments: [
        ("smtpd_milters =", "milters", "does not name Postern's milter"),
        ("milter_default_action = accept", "milters", "could pass unseen"),
      ])
    func broken(line: String, check: String, words: String) throws {
      var settings = school.site.postfix.settings
      let before = settings
      settings.mainLines.append(line)
      try school.site.postfix.reload(settings)
      defer { try? school.site.postfix.reload(before) }
      let report = try examine()
      #expect(report.about(check).contains { $0.status == "fail" && $0.message.contains(words) })
    }

    @Test("says that something has waited for over an hour, until it has gone")
    func waits() throws {
      let mail = Mail.toBeHeld(from: "doctor.waits@oakfield.example")
      let reference = try school.hold(mail)
      try school.settle()
      try school.refuse(mail.to[0], with: "451 4.2.0 later")
      _ = try school.site.run(["held", "release", reference, "--reason", "checked"])
      #expect(try examine().about("outbox").map(\.status) == ["ok"])
      let database = school.site.folder.file("state/quarantine.db")
      let program = """
        import sqlite3, sys
        database = sqlite3.connect(sys.argv[1], timeout=30)
        with database: database.execute("UPDATE outgoing SET createdAt = createdAt - 3601 WHERE state <> 'sent'")
        """
      #expect(try ChildProcess.run("/usr/bin/python3", ["-c", program, database]).status == 0)
      // While it is tried once more it does not wait.
      try until {
        try examine().about("outbox").filter { $0.status == "warn" }.map(\.message)
          == ["1 of what is to be sent have waited for over an hour"]
      }
      try school.refuse()
      try school.settle()
      #expect(try examine().about("outbox").map(\.status) == ["ok"])
    }

    @Test("finds keys that others may read, and a state folder that is open")
    func open_() throws {
      let key = school.site.folder.file("keys/master.key")
      #expect(chmod(key, 0o644) == 0)
      defer { chmod(key, 0o400) }
      #expect(try examine().about("keys").map(\.status) == ["fail"])
      chmod(key, 0o400)
      #expect(chmod(school.site.folder.file("state"), 0o755) == 0)
      let report = try examine()
      #expect(report.about("keys").map(\.status) == ["ok"])
      #expect(report.about("state").map(\.status) == ["fail"])
    }
  }
}

@Suite("The doctor, where nothing runs")
struct DoctorAtRestTests {
  private func doctor(_ files: SchoolFolder) throws -> (report: Report, status: Int32) {
    let result = try Command(["doctor", "--json", "--config", files.configuration])
    return (try Report(result.output), result.status)
  }

  @Test("says that no filter answers, and that there is no key yet")
  func nothing() throws {
    let (report, status) = try doctor(SchoolFolder())
    #expect(status == 1)
    for check in ["filter", "keys"] { #expect(report.about(check).map(\.status) == ["fail"]) }
    #expect(report.about("filter").first?.remedy?.contains("systemctl start postern") == true)
    #expect(report.about("workers").map(\.status) == ["ok"])
  }

  @Test("names the place of what is wrong with the configuration, and looks no further")
  func configuration() throws {
    let files = try SchoolFolder(settings: "limitz: {}")
    let (report, status) = try doctor(files)
    #expect(status == 1)
    #expect(report.checks.map(\.check) == ["configuration"])
    #expect(report.checks.first?.message.contains("'limitz' is not known here") == true)
  }

  @Test("names the place of what is wrong with a rule, and goes on")
  func rule() throws {
    let files = try SchoolFolder()
    try files.folder.write("rules/policy.yaml", text: "schema: 1\nrules: []\n")
    let (report, _) = try doctor(files)
    #expect(report.about("rules").first?.status == "fail")
    #expect(report.about("rules").first?.message.contains("policy.yaml:2:8") == true)
    #expect(!report.about("filter").isEmpty)
  }

  @Test("says that a rule asks for verified TLS and nobody provides it")
  func unprovided() throws {
    let files = try SchoolFolder()
    try files.folder.write(
      "rules/policy.yaml", text: SchoolRules.policy + SchoolRules.rule("by.tls", "{is: school_sender}", "[tls]"))
    let (report, _) = try doctor(files)
    #expect(report.about("rules").first?.message.contains("the rule by.tls lets mail go by verified TLS alone") == true)
  }
}
