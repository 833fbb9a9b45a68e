import ArgumentParser
import Configuration
import Foundation
import Gateway
import Policy

/// `--config FILE`, as every command takes it.
struct ConfigurationOption: ParsableArguments {
  @Option(name: [.customShort("c"), .customLong("config")], help: "The configuration. Paths in it are relative to it.")
  var file = "/etc/postern/postern.yaml"

  /// Reads it, or ends the program with the place and the remedy.
  func load() throws -> Settings {
    try orExit(ExitStatus.configuration) { () throws(ConfigurationError) in
      var settings = try Settings.load(file)
      // Who may open which cabinet stands beside the rules, for notices and rules alike.
      if let rules = settings.rules ?? Programs.shippedRules {
        settings = settings.filled(by: try RoleMatrix.load(folder: rules))
      }
      return settings
    }
  }
}

/// Runs `body`; what it throws is printed for a person, and ends the program with `code`.
func orExit<T, E: Error>(_ code: Int32, _ body: () throws(E) -> T) throws -> T {
  do {
    return try body()
  } catch {
    say("postern: \(error)")
    throw ExitCode(code)
  }
}

/// A line on standard error.
func say(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}

/// A line on standard output, at once, whole.
func answer(_ line: Data) {
  FileHandle.standardOutput.write(line + Data([0x0A]))
}
