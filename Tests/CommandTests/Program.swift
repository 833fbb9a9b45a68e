import Foundation
import PosternKit

/// The built `postern`, run as people and scripts run it.
enum Program {
  /// The folder of the programs that were built beside these tests.
  static let folder: String = {
    let programs = [
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"), CommandLine.arguments.first,
      Bundle.main.bundlePath, Bundle.main.executablePath,
    ].compactMap { $0 }
    let folders = programs.map { ($0 as NSString).deletingLastPathComponent } + programs
    return folders.first { FileManager.default.isExecutableFile(atPath: $0 + "/postern") } ?? "/nowhere"
  }()

  struct Outcome {
    var output: String
    var errors: String
    var status: Int32

    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// - Parameters:
  ///   - here: the folder that it is started in.
  ///   - program: another command in front, for example one that gives up root.
  static func run(
    _ arguments: [String], input: String = "", here: String = "/", program: [String] = []
  ) throws -> Outcome {
    try run(arguments, input: Data(input.utf8), here: here, program: program)
  }

  static func run(
    _ arguments: [String], input: Data, here: String = "/", program: [String] = []
  ) throws -> Outcome {
    let scratch = try TemporaryFolder("command")
    let whole = program + (program.isEmpty ? [folder + "/postern"] : []) + arguments
    let process = Process()
    process.executableURL = URL(filePath: whole[0])
    process.arguments = Array(whole.dropFirst())
    process.currentDirectoryURL = URL(filePath: here)
    // Files, not pipes: neither side can then block the other.
    process.standardInput = FileHandle(forReadingAtPath: try scratch.write("in", input))
    process.standardOutput = FileHandle(forWritingAtPath: try scratch.write("out", text: ""))
    process.standardError = FileHandle(forWritingAtPath: try scratch.write("err", text: ""))
    try process.run()
    process.waitUntilExit()
    func text(_ name: String) -> String {
      String(decoding: FileManager.default.contents(atPath: scratch.file(name)) ?? Data(), as: UTF8.self)
    }
    return Outcome(output: text("out"), errors: text("err"), status: process.terminationStatus)
  }
}
