import ArgumentParser
import Gateway
import Quarantine

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Works on the audit trail.", subcommands: [Verify.self])

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Checks that no line of the audit trail was changed or is missing.")
    @OptionGroup var officer: OfficerOptions

    func run() throws {
      let store = try officer.store(try officer.configuration.load())
      let faults = try orExit(ExitStatus.unavailable) { try store.verifyAudit() }
      guard faults.isEmpty else {
        for fault in faults { say("\(fault)") }
        throw ExitCode(ExitStatus.data)
      }
      print("The audit trail is whole.")
    }
  }
}
