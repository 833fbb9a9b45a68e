import ArgumentParser
import Configuration
import Foundation
import Gateway

struct ExtractCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract",
    abstract: "Says what Postern sees in a file: its text with places, its protection, what it could not read.",
    discussion: """
      The file goes through a worker behind the wall, as if it were attached to a message. Without --config the rules
      that ship are loaded. With --json each file is answered by a line of JSON; the exit status is 0 when each has one.
      """)

  @Option(name: [.customShort("c"), .customLong("config")], help: "The configuration; it may be left out.")
  var config: String?
  @Flag(name: .long, help: "Answer with a line of JSON for each file.") var json = false
  @Argument(help: "The files.") var files: [String]

  func run() throws {
    let settings = try config.map { path in
      try orExit(ExitStatus.configuration) { () throws(ConfigurationError) in try Settings.load(path) }
    }
    let reading = try orExit(ExitStatus.configuration) { try FileReading(settings, file: config ?? "postern") }
    defer { reading.close() }
    for path in files {
      let extracted = reading.extract(path: path)
      answer(json ? try extracted.line() : Data(extracted.report.utf8))
    }
  }
}
