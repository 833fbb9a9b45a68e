import Testing

@Suite("The unit for systemd")
struct ServiceUnitTests {
  private func settings() throws -> [String: String] {
    let lines = try Checkout.text(of: "systemd/postern.service").split(separator: "\n").filter { !$0.hasPrefix("#") }
    return Dictionary(
      lines.compactMap { line in
        line.firstIndex(of: "=").map { (String(line[..<$0]), String(line[line.index(after: $0)...])) }
      }, uniquingKeysWith: { $1 })
  }

  @Test(
    "mail and keys in memory reach no disk",
    arguments: ["LimitCORE": "0", "MemorySwapMax": "0", "LimitMEMLOCK": "infinity"])
  func memory(name: String, value: String) throws {
    #expect(try settings()[name] == value)
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
