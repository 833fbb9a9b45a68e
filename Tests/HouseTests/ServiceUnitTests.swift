import Foundation
import PosternKit
import Testing

@Suite("The units for systemd")
struct ServiceUnitTests {
  private static let services = ["postern.service", "postern-console.service", "postern-people.service"]

  /// Each setting with its values, in the order in which they stand.
  private func settings(of unit: String = "postern.service") throws -> [String: [String]] {
    let lines = try Checkout.text(of: "deploy/\(unit)").split(separator: "\n").filter { !$0.hasPrefix("#") }
    return Dictionary(
      lines.compactMap { line in
        line.firstIndex(of: "=").map { (String(line[..<$0]), [String(line[line.index(after: $0)...])]) }
      }, uniquingKeysWith: +)
  }

  @Test(
    "mail and keys in memory reach no disk",
    arguments: ["LimitCORE": "0", "MemorySwapMax": "0", "LimitMEMLOCK": "infinity"])
  func memory(name: String, value: String) throws {
    for unit in Self.services { #expect(try settings(of: unit)[name] == [value]) }
  }

  @Test(
    "the timer starts the import each night, also after a night that the server was off, and it tells who must know")
  func nightly() throws {
    let service = try settings(of: "postern-people.service")
    #expect(service["ExecStart"]?.first?.hasPrefix("/usr/bin/postern people import --unattended --config") == true)
    #expect(service["Type"] == ["oneshot"])
    #expect(try service["User"] == settings()["User"] && service["StateDirectory"] == settings()["StateDirectory"])
    let timer = try settings(of: "postern-people.timer")
    #expect(timer["OnCalendar"]?.first?.hasPrefix("*-*-* ") == true && timer["Persistent"] == ["true"])
  }

  @Test("every service gives up what it does not need", arguments: services)
  func hardened(unit: String) throws {
    let settings = try settings(of: unit)
    for name in [
      "NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "PrivateIPC", "PrivateMounts",
      "ProtectControlGroups", "ProtectKernelTunables", "ProtectKernelModules", "ProtectKernelLogs", "ProtectClock",
      "ProtectHostname", "MemoryDenyWriteExecute", "LockPersonality", "RestrictNamespaces", "RestrictRealtime",
      "RestrictSUIDSGID",
    ] { #expect(settings[name] == ["yes"], "\(name)") }
    #expect(settings["CapabilityBoundingSet"] == [""])
    #expect(settings["ProtectSystem"] == ["strict"])
    #expect(settings["NoExecPaths"] == ["/"] && settings["ExecPaths"] == ["/usr -/opt"])
    #expect(settings["SystemCallArchitectures"] == ["native"])
    #expect(settings["UMask"] == ["0077"])
  }

  @Test("postqueue is setgid, which no process may be here: the group is given, and it sees the machine's addresses")
  func postqueue() throws {
    for unit in ["postern.service", "postern-console.service"] {
      let settings = try settings(of: unit)
      #expect(settings["SupplementaryGroups"] == ["postdrop"])
      #expect(settings["RestrictAddressFamilies"]?.first?.contains("AF_NETLINK") == true)
    }
  }

  @Test("the workers can build their wall inside of the units': its calls are allowed, and a refusal kills nobody")
  func wall() throws {
    for unit in ["postern.service", "postern-console.service"] {
      let settings = try settings(of: unit)
      let allowed = Set(try #require(settings["SystemCallFilter"]?.last).split(separator: " "))
      #expect(
        allowed.isSuperset(of: ["seccomp", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"]))
      #expect(settings["SystemCallErrorNumber"] == ["EPERM"])
    }
  }

  @Test("the processes see one another, which tells a lease that is held from one that is lost", arguments: services)
  func visible(unit: String) throws {
    #expect(try Set(settings(of: unit).keys).isDisjoint(with: ["ProtectProc", "ProcSubset"]))
  }

  @Test(
    "what SECURITY.md says of each unit's score is what systemd's own judge says",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze"), "needs systemd-analyze"))
  func score() throws {
    let judged = try ChildProcess.run(Checkout.root.appending(path: "scripts/unit-score").path, [])
    try #require(judged.status == 0)
    let lines = String(decoding: judged.output, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == Self.services.count)
    let text = try Checkout.text(of: "SECURITY.md")
    for line in lines {
      let words = line.split(separator: " ")
      try #require(words.count == 2)
      let score = try #require(Double(words[1]))
      // A later systemd asks for more.
      #expect(score < 2.5, "\(line)")
      #expect(text.contains("`deploy/\(words[0])`"), "\(words[0])")
    }
  }
}
