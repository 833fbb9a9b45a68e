import ArgumentParser
import Configuration
import Extraction
import Foundation
import Gateway
import Protection

struct ProtectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "protect",
    abstract: "Puts a file, or the attachments of a message, under a password.",
    discussion: """
      A Word, Excel or PowerPoint document and a PDF get the password in place; any other file, or several files, become
      one zip archive under AES-256. Of a message (a file that ends in .eml, or --message) nothing else changes by a
      byte. The password is made of words, and printed: nowhere else does it stand.

      The work is done by a worker behind the wall, as with mail. Where not all that was asked for can be protected, OUT
      is not written. Without --config the rules that ship are loaded, which bring the words.
      """)

  @Option(name: [.customShort("c"), .customLong("config")], help: "The configuration; it may be left out.")
  var config: String?
  @Option(name: [.customShort("o"), .customLong("output")], help: "The file to write; it must not be there yet.")
  var output: String
  @Option(name: .long, help: "How many words the password has; fewer than are safe are not made.") var words: Int?
  @Option(name: .long, help: "Take the password from the first line of this file instead; - for standard input.")
  var passwordFile: String?
  @Flag(name: .long, help: "FILE is a message, whatever it is called.") var message = false
  @Option(name: .long, help: "Of a message: protect this part alone, by its section number; may be given again.")
  var part: [String] = []
  @Flag(name: .long, help: "Of a message: protect its text, too; a note takes its place.") var body = false
  @Argument(help: "The file or message.") var file: String

  func run() throws {
    let settings = try config.map { path in
      try orExit(ExitStatus.configuration) { () throws(ConfigurationError) in try Settings.load(path) }
    }
    let protection = try orExit(ExitStatus.configuration) { try FileProtection(settings, file: config ?? "postern") }
    defer { protection.close() }
    let given = try orExit(ExitStatus.data) { try givenPassword() }
    let order = ProtectionOrder(
      password: given ?? protection.password(words: words), parts: part.isEmpty ? .attachments : .numbered(part),
      includesBody: body)
    let isMessage = message || file.lowercased().hasSuffix(".eml")
    let (parts, bytes) = try orExit(ExitStatus.data) {
      try protection.protect(path: file, isMessage: isMessage, order)
    }
    try orExit(ExitStatus.data) {
      try Data(bytes).write(to: URL(filePath: output), options: [.withoutOverwriting])
    }
    for part in parts {
      answer(Data("\(part.number.isEmpty ? file : "part " + part.number): \(part.outcome.words)".utf8))
    }
    // What was locked already has the password that it had.
    if given == nil, parts.contains(where: { $0.outcome != .alreadyLocked }) {
      answer(Data("password: \(order.password.words)".utf8))
    }
  }

  private func givenPassword() throws -> Password? {
    guard let passwordFile else { return nil }
    let text =
      passwordFile == "-" ? readLine() ?? "" : try String(contentsOfFile: passwordFile, encoding: .utf8)
    return try Password(String(text.prefix { !$0.isNewline }))
  }
}

extension ProtectedPart.Outcome {
  /// What was done, for a person.
  fileprivate var words: String {
    switch self {
    case .office, .pdf: "the same document, which opens with the password"
    case .archive(let reason):
      "in a zip archive, which opens with the password" + (reason.map { " (\($0.words))" } ?? "")
    case .alreadyLocked: "left as it is: it needs a password or key already"
    }
  }
}
