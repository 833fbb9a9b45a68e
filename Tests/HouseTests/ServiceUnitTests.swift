import Testing

@Suite("The unit for systemd")
struct ServiceUnitTests {
  private func settings(of unit: String = "postern.service") throws -> [String: String] {
    let lines = try Checkout.text(of: "systemd/\(unit)").split(separator: "\n").filter { !$0.hasPrefix("#") }
    return Dictionary(
      lines.compactMap { line in
        line.firstIndex(of: "=").map { (String(line[..<$0]), String(line[line.index(after: $0)...])) }
      }, uniquingKeysWith: { $1 })
  }

  @Test(
    "mail and keys in memory reach no disk",
    arguments: ["LimitCORE": "0", "MemorySwapMax": "0", "LimitMEMLOCK": "infinity"])
  func memory(name: String, value: String) throws {
    for unit in ["postern.service", "postern-people.service", "postern-console.service"] {
      #expect(try settings(of: unit)[name] == value)
    }
  }

  @Test(
    "the timer starts the import each night, also after a night that the server was off, and it tells who must know")
  func nightly() throws {
    let service = try settings(of: "postern-people.service")
    #expect(service["ExecStart"]?.hasPrefix("/usr/bin/postern people import --unattended --config") == true)
    #expect(service["Type"] == "oneshot")
    #expect(try service["User"] == settings()["User"] && service["StateDirectory"] == settings()["StateDirectory"])
    let timer = try settings(of: "postern-people.timer")
    #expect(timer["OnCalendar"]?.hasPrefix("*-*-* ") == true && timer["Persistent"] == "true")
  }

  @Test("postqueue keeps its group: nothing is set that takes it away, as systemd.exec(5) lists it")
  func postqueue() throws {
    let taking: Set = [
      "NoNewPrivileges", "SystemCallFilter", "SystemCallArchitectures", "RestrictAddressFamilies", "RestrictNamespaces",
      "PrivateDevices", "ProtectKernelTunables", "ProtectKernelModules", "ProtectKernelLogs", "ProtectClock",
      "MemoryDenyWriteExecute", "RestrictRealtime", "RestrictSUIDSGID", "DynamicUser", "LockPersonality",
      "ProtectHostname",
    ]
    #expect(try taking.isDisjoint(with: settings().keys))
  }
}
