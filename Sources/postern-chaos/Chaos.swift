import ArgumentParser

/// What `make chaos`, `make overload` and `make restarts` run.
@main
struct Chaos: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "postern-chaos", abstract: "Tries what a mail system goes through on its worst days.",
    subcommands: [KillsCommand.self, OverloadCommand.self, RestartsCommand.self], defaultSubcommand: KillsCommand.self)
}
