import ArgumentParser
import Configuration
import Gateway
import Quarantine

extension HeldCommand {
  struct Keep: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Keeps a message out of retention: nobody returns, shreds or deletes it.",
      discussion: "For a complaint, an inquiry or a court. 'legal_hold: true' under 'retention:' does it for all.")
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: ReferenceArgument
    @Flag(name: .long, help: "End it: retention counts again, from when the message was held.") var off = false
    @Option(name: .long, help: "Why; goes on the audit trail.") var reason: String

    func run() throws {
      let store = try officer.store(try officer.configuration.load())
      _ = try officer.members(of: reference.id, only: true, in: store)
      try orExit(ExitStatus.data) {
        try store.setKept(reference.id, !off, by: officer.actor, reason: reason)
      }
      print(off ? "\(reference.id) is kept no longer." : "\(reference.id) is kept until you say --off.")
    }
  }
}

extension Settings {
  /// Ends the program where a legal hold forbids to return or delete anything.
  func checkNoLegalHold() throws {
    guard retention.legalHold else { return }
    say("postern: there is a legal hold: nothing may be returned or deleted ('legal_hold' in the configuration)")
    throw ExitCode(ExitStatus.unavailable)
  }
}
