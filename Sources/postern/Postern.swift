import ArgumentParser
import Spool

/// The program. Everything it does lives in the stations; this is the door to them.
@main
struct Postern: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "postern",
    abstract: "Looks at a school's outgoing mail once more before it leaves.",
    discussion: """
      Postern is a milter for Postfix. It reads what staff send, finds personal and sensitive data about
      identifiable people and wrong or too many visible recipients, and delivers, rewrites to BCC, holds or
      refuses by a rule set that enforces the school's policy.

      A first look:            make run
      What would happen?       postern check --config postern.yaml MESSAGE.eml
      Held mail:               postern held list --config postern.yaml
      Is all as it should be?  postern doctor --config postern.yaml
      """,
    version: "postern 0.1.0",
    subcommands: [
      FilterCommand.self, CheckCommand.self, DetectCommand.self, ExtractCommand.self, ProtectCommand.self,
      HeldCommand.self,
      RulesCommand.self, PeopleCommand.self, AuditCommand.self, KeysCommand.self, FactsCommand.self,
      DoctorCommand.self, HistoryCommand.self, BreachCommand.self, AccountCommand.self, ConsoleCommand.self,
      BypassCommand.self, InsightCommand.self, PasswordsCommand.self,
    ])

  static func main() {
    // Before a key or a message comes near: each of these programs may hold both.
    ProcessSecrecy.begin()
    main(nil)
  }
}
