import ArgumentParser
import Configuration
import Foundation
import Gateway

struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "Works on the rule set.", subcommands: [Check.self, Test.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract:
        "Reads the configuration, every rule, recogniser and lexicon, and the people; says what is wrong, and where.")

    @OptionGroup var configuration: ConfigurationOption

    func run() throws {
      let settings = try configuration.load()
      let checker = try orExit(ExitStatus.configuration) { try Checker(settings, file: configuration.file) }
      defer { checker.close() }
      for warning in checker.warnings { say("warning: \(warning)") }
      print(checker.summary)
    }
  }
}
