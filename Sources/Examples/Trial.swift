public import Configuration
import Foundation
import Gateway

/// Runs examples through the same workers and rules as `postern check`, and counts.
public struct Trial: Sendable {
  private let examples: [Example]
  /// Those that count as sent before others, by name.
  private let earlier: [String: Example]
  private let checker: Checker

  /// - Parameters:
  ///   - folder: the examples. The records are those of `school/postern.yaml` in it, if it is there.
  ///   - configuration: whose rules are tried, and, where the folder has no school, whose records count.
  ///   - only: a part of the names of those that are wanted.
  /// - Throws: `ConfigurationError` with the place of what is wrong, or the reason why no worker can be started.
  public init(folder: String, configuration: (settings: Settings, file: String)?, only: String?) throws {
    let all = try Example.all(in: folder)
    let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for example in all {
      if let missing = example.expected.after.first(where: { byName[$0] == nil }) {
        throw ConfigurationError(
          file: "\(folder)/\(example.name).yaml", message: "after: there is no example '\(missing)': check its name")
      }
    }
    earlier = byName
    examples = only.map { part in all.filter { $0.name.contains(part) } } ?? all
    if let only, examples.isEmpty {
      throw ConfigurationError(file: folder, message: "no example has '\(only)' in its name")
    }
    let school = "\(folder)/school/postern.yaml"
    if FileManager.default.fileExists(atPath: school) {
      var settings = try Settings.load(school)
      if let configuration {
        // Compiled rules are kept with the state: without it each run would compile them anew.
        (settings.rules, settings.state) = (configuration.settings.rules, configuration.settings.state)
      }
      checker = try Checker(settings, file: school)
    } else if let configuration {
      checker = try Checker(configuration.settings, file: configuration.file)
    } else {
      throw ConfigurationError(
        file: folder, message: "has no school/postern.yaml: name the configuration whose records count with --config")
    }
  }

  /// Ends the workers.
  public func close() { checker.close() }

  /// Checks each message by itself, as if nothing had been sent before it but what its label names.
  public func run() -> Results {
    var results = Results()
    for example in examples {
      checker.forgetRemembered()
      for name in example.expected.after { _ = earlier[name].map { check($0, isRemembered: true) } }
      results.add(example, check(example))
    }
    return results
  }

  private func check(_ example: Example, isRemembered: Bool = false) -> CheckAnswer {
    checker.check(
      id: .text(example.name), path: example.message, from: example.expected.from, to: example.expected.to,
      isRemembered: isRemembered)
  }
}
