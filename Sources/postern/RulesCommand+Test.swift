import ArgumentParser
import Configuration
import Examples
import Foundation
import Gateway

extension RulesCommand {
  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "test",
      abstract: "Runs labelled messages through the rules, and says how well they do.",
      discussion: """
        Prints each message of which something else is said than its label says, with the reason, and then the shares
        of right actions, categories, identifiers and people. The exit status is 1 when a figure is below the recorded
        one. Without --config the rules that ship are tried, on the examples that ship with them.
        """)

    @Option(
      name: [.customShort("c"), .customLong("config")],
      help: "Try this configuration's rules, and its records where the folder has no school of its own.")
    var config: String?
    @Option(name: .long, help: "Only examples with this in their name; no figure is then compared.") var only: String?
    @Flag(name: .long, help: "With every finding of each miss.") var verbose = false
    @Flag(name: .long, help: "Answer with one line of JSON.") var json = false
    @Flag(name: .long, help: "Record the figures beside the examples.") var record = false
    @Argument(help: "The folder of examples; without it, examples/ in the folder of rules.") var folder: String?

    func validate() throws {
      if record, only != nil { throw ValidationError("Figures are recorded over all examples: leave out --only.") }
    }

    func run() throws {
      let results: Results
      var fallen: [String] = []
      do {
        let configuration = try config.map { (settings: try Settings.load($0), file: $0) }
        let folder = try folder ?? Self.examples(configuration)
        let trial = try Trial(folder: folder, configuration: configuration, only: only)
        defer { trial.close() }
        results = trial.run()
        if record {
          try Figures(results).record(in: folder)
        } else if only == nil, let recorded = try Figures.recorded(in: folder) {
          fallen = Figures(results).falls(below: recorded)
        }
      } catch {
        say("postern: \(error)")
        throw ExitCode(ExitStatus.configuration)
      }
      if json {
        answer(try ResultsLine(results, fallen: fallen).line())
      } else {
        print(ResultsReport(results, isVerbose: verbose).text)
      }
      for fall in fallen { say("postern: \(fall)") }
      if !fallen.isEmpty { throw ExitCode.failure }
    }

    private static func examples(_ configuration: (settings: Settings, file: String)?) throws -> String {
      let shipped = Programs.shippedRules.map { $0 + "/examples" }
      let own = configuration?.settings.rules.map { $0 + "/examples" }
      // A school's copy of the rules need not hold the examples.
      if let folder = [own, shipped].compactMap({ $0 }).first(where: FileManager.default.fileExists(atPath:)) {
        return folder
      }
      throw ConfigurationError(
        file: configuration?.file ?? "rules", message: "has no examples beside its rules: name their folder")
    }
  }
}
