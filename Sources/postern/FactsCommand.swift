import ArgumentParser
import Configuration
import Foundation
import Gateway
import Quarantine

struct FactsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "facts", abstract: "Shows what is kept of past decisions: kinds and counts, nothing of a message.",
    subcommands: [List.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists decisions, the oldest first.")
    @OptionGroup var configuration: ConfigurationOption
    @Flag(name: .long, help: "A line of JSON for each.") var json = false
    @Option(name: .long, help: "No older ones than this day, like 2026-11-24.") var since: Day?

    func run() throws {
      let settings = try configuration.load()
      let facts = try orExit(ExitStatus.unavailable) { try FactsReader(state: settings.state) }
      if json {
        return try orExit(ExitStatus.unavailable) {
          try facts.lines(since: since?.begin ?? 0) { answer(Data($0.utf8)) }
        }
      }
      for fact in try orExit(
        ExitStatus.unavailable,
        { () throws(QuarantineError) in
          try facts.facts(since: since?.begin ?? 0)
        })
      {
        let kinds = fact.recipients.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        let categories = fact.categories.map { "\($0.category) (\($0.grade)) about \($0.people)" }
        print(
          [
            since(fact.time), fact.action, "to \(kinds)", categories.joined(separator: ", "),
            fact.rules.map(\.id).joined(separator: ","),
          ].filter { !$0.isEmpty }.joined(separator: "  "))
      }
    }

    private func since(_ time: Int64) -> String { postern.since(time) }
  }
}

/// A day as the command line takes it.
struct Day: ExpressibleByArgument {
  /// Its midnight here; Unix time in seconds.
  let begin: Int64

  init?(argument: String) {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_GB_POSIX")
    format.dateFormat = "yyyy-MM-dd"
    format.isLenient = false
    guard argument.utf8.count == 10, let date = format.date(from: argument) else { return nil }
    begin = Int64(date.timeIntervalSince1970)
  }
}
